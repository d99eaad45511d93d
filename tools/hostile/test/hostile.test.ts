/**
 * A sample of `npm run prove:hostile`: one input for each kind of fault that was found.
 *
 * @module-tag slow
 * @module-tag git
 * @module-tag python3
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { answers } from '../src/answers.ts'
import { startBatch } from '../src/batch.ts'
import { bytecode } from '../src/bytecode.ts'
import { crowds } from '../src/crowds.ts'
import { indexAnswers } from '../src/index-answers.ts'
import { archiveInput } from '../src/input.ts'
import { locks } from '../src/locks.ts'
import { names } from '../src/names.ts'
import { packed } from '../src/packed.ts'
import { proveInput } from '../src/prove.ts'
import { repositories } from '../src/repositories.ts'
import { FROM_SOURCES } from '../src/run-command.ts'
import { specials } from '../src/specials.ts'
import { tars } from '../src/tars.ts'
import { texts } from '../src/texts.ts'
import { zips } from '../src/zips.ts'

const scratch = mkdtempSync(path.join(tmpdir(), 'exuvia-hostile-test-'))
const batch = startBatch(scratch)
afterAll(async () => {
  await batch.end()
  rmSync(scratch, { recursive: true, force: true })
})

const INPUTS = [
  ...zips().map((crafted) => archiveInput('zip', crafted)),
  ...tars().map((crafted) => archiveInput('tar', crafted)),
  ...packed().map((crafted) => archiveInput('packed', crafted)),
  ...bytecode(),
  ...specials(),
  ...repositories(),
  ...names(),
  ...crowds(),
  ...locks(),
  ...texts(),
  ...(await answers()),
  ...(await indexAnswers()),
]

test.each([
  ['zip', 'a whole zip between entries', 'check', 'refused: archive-damaged'],
  ['zip', 'RECORD of 40 MB', 'plan', 'refused: file-too-large'],
  ['zip', 'RECORD of 300,000 lines', 'plan', 'refused: metadata-too-many-lines'],
  ['zip', 'METADATA of 60 MB', 'check', 'refused: metadata-too-large'],
  ['tar', 'two pax headers', 'check', 'refused: archive-damaged'],
  ['tar', 'prefix without magic', 'inspect', 'refused: archive-damaged'],
  ['tar', 'names: 150 names, 2,000 folders deep', 'check', 'refused: archive-unsafe'],
  ['packed', 'xz: a dictionary of 1.5 GiB', 'check', 'refused: archive-unsupported'],
  ['packed', 'bzip2: 200 MB of zeros', 'inspect', 'refused: archive-bomb'],
  ['packed', 'xz: without its last 4 bytes', 'verify', 'refused: archive-truncated'],
  ['bytecode', 'tuples 180,000 deep', 'inspect', 'refused: bytecode-too-deep'],
  ['special file', 'a pipe as demo.tar', 'check', 'refused: not-a-file'],
  ['git', '[__proto__] with settings of git', 'check', 'refused: config-syntax'],
  ['name', 'member of a tar: "x\\n::error::forged"', 'check', 'finding: source-not-allowed'],
  ['name', 'file: "x\\n::error::forged"', 'check', 'finding: bytecode-wrong-runtime'],
  ['crowd', 'zips in one another 300 deep', 'check', 'finding: nested-unread'],
  ['crowd', '2,000 folders with a .gitignore', 'check', 'passed'],
  ['crowd', 'METADATA of one requirement 20,000 times', 'plan', 'passed'],
  ['lock', 'uv.lock: a package that needs itself, with 2,000 extras', 'plan', 'refused: download-failed'],
  ['lock', 'pylock.toml: brackets 20,000 deep in a marker', 'plan', 'refused: bad-lock'],
  ['notes', 'Markdown changelog: headings', 'publish --dry-run', 'refused: notes-too-many-lines'],
  ['project', 'hatch pattern that backtracks: letters', 'check', 'refused: project-needs-backend'],
  ['answer', 'the upload address elsewhere', 'publish', 'refused: publish-foreign-address'],
  ['index', 'the right page', 'plan', 'passed'],
])('%s, %s: %s is %s', async (kind, name, command, words) => {
  const input = INPUTS.find((each) => each.kind === kind && each.name === name)
  if (input === undefined) throw new Error('the proof has no such input')
  const rows = await proveInput(input, {
    exuvia: FROM_SOURCES,
    batch,
    baseline: { cpu: 0, wall: 0, megabytes: 0 },
  })
  expect(rows.find((row) => row.command === command)?.words).toBe(words)
  // No hang, no internal error, nothing of the input ran, no child is left, no line for a job's runner.
  expect(rows.flatMap(({ faults }) => faults)).toEqual([])
})
