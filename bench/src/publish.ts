import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Twin, startTwin } from '@exuvia/github-twin'

import { type Contender, compare } from './compare.ts'
import { measure } from './measure.ts'

// Exuvia against a plain loop over Octokit's uploads, over a line of 20 MB/s with 50 ms per answer,
// for 1, 10 and 100 assets of 40 MB in total. Argument: runs (3).
// The loop ignores limits and GitHub refuses the 81st creation in a minute, so the loop's server has no limits.
const [runs = '3'] = process.argv.slice(2)
const NETWORK = { latency: 50, bytesPerSecond: 20_000_000 }
const TOTAL = 40_000_000
const lifted = {
  creationsPerMinute: 1e9,
  creationsPerHour: 1e9,
  pointsPerMinute: 1e9,
  requestsPerHour: 1e9,
}

const scratch = mkdtempSync(join(tmpdir(), 'exuvia-bench-publish-'))
try {
  for (const count of [1, 10, 100]) {
    const folder = join(scratch, String(count))
    mkdirSync(folder)
    for (let index = 0; index < count; index += 1)
      writeFileSync(join(folder, `asset-${index}.bin`), randomBytes(TOTAL / count))
    console.log(
      `${count} assets, ${TOTAL / 1e6} MB in total: the line alone takes ${TOTAL / NETWORK.bytesPerSecond} s`,
    )
    await compare(contender('exuvia', folder), contender('octokit', folder), Number(runs))
    console.log()
  }
} finally {
  rmSync(scratch, { recursive: true })
}

/** Each run has its own empty server, with unused limits. */
function contender(client: 'exuvia' | 'octokit', folder: string): Contender {
  let twin: Twin | undefined
  return {
    name: client === 'exuvia' ? 'exuvia publish' : 'a loop over Octokit',
    prepare: async () => {
      twin = await startTwin({ network: NETWORK, ...(client === 'octokit' ? { limits: lifted } : {}) })
    },
    run: async () => {
      if (twin === undefined) throw new Error('not prepared')
      const script = join(import.meta.dirname, 'publish-once.ts')
      try {
        return await measure(process.execPath, [script, client, folder, twin.url, twin.token])
      } finally {
        await twin.close()
      }
    },
  }
}
