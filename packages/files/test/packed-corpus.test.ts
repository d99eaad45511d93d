import { createHash } from 'node:crypto'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { sampleOf, testEach } from '@exuvia/test-needs'
import { expect } from 'vitest'
import { bunzip } from '../src/packed/bunzip.ts'
import { PackedError } from '../src/packed/packed-error.ts'
import { unxz } from '../src/packed/unxz.ts'

/** The whole list runs every night. */
const COUNT = sampleOf(60_000, 1_000)

type Case = readonly [kind: 'xz' | 'bzip2', data: string, sha256: string | null, isWhole: boolean]

async function* single(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** The digest of what is unpacked; the reason of a refusal. Other errors are faults of the decoder. */
async function digestOf(kind: Case[0], bytes: Buffer): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const piece of (kind === 'xz' ? unxz : bunzip)(single(bytes))) hash.update(piece)
  } catch (error) {
    if (error instanceof PackedError) return error.reason
    throw error
  }
  return hash.digest('hex')
}

testEach([{ needs: ['python3'] as const }])(
  'xz and bzip2 files, valid or damaged, give what liblzma and libbz2 give, or are refused',
  { tags: ['slow'], timeout: 600_000 },
  async () => {
    const script = path.join(import.meta.dirname, 'packed_corpus.py')
    const child = spawn('python3', [script, String(COUNT)], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'close')
    const outcomes = new Map<string, number>()
    const count = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    for await (const line of createInterface({ input: child.stdout })) {
      const [kind, data, wanted, isWhole] = JSON.parse(line) as Case
      const found = await digestOf(kind, Buffer.from(data, 'base64'))
      if (found === wanted) count('unpacked')
      else if (found === 'unsupported') count('unsupported')
      else if (found.length < 64 && !isWhole)
        count(wanted === null ? 'refused by both' : 'refused by Exuvia alone')
      else expect.fail(`${kind}: ${found}, expected ${wanted ?? 'a refusal'}: ${data}`)
    }
    expect(await ended).toEqual([0, null])
    // So that the test cannot pass on nothing, and hardly ever by refusing more than others do.
    const shares = ['unpacked', 'refused by both', 'unsupported', 'refused by Exuvia alone'].map(
      (each) => (outcomes.get(each) ?? 0) / COUNT,
    )
    expect(shares.map((share) => share > 0.02)).toEqual([true, true, true, false])
  },
)
