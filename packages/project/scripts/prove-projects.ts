// What the static reader takes for the wheel of published projects, against the wheels that their own backends
// build. Fails if any differs, or if it does not understand more than a quarter of the pure ones that [project]
// describes.
//   npm run prove:projects [-- [--list FILE] [NAME...]]
import { parseArgs } from 'node:util'
import { DEFAULT_CONFIG, ExuviaError, messageOf } from '@exuvia/model'
import { type Comparison, builtBy, compareSdist } from './compare-sdist.ts'
import { unpackedSdist } from '@exuvia/test-needs'
import { checkWrittenFile, WRITING_PROJECTS } from './written-files.ts'
import { type PinnedSdist, pinnedSdists } from './pinned-sdists.ts'

/** Backends of extension modules: their projects are not pure, and go by their wheels. */
const NATIVE = new Set(['maturin', 'meson-python', 'scikit-build-core'])

/** Kinds that only their backend reads, by design. */
const BY_BACKEND = new Set(['setup.py', 'setup.cfg', 'poetry 1'])

/** Sdists at the same time. */
const WORKERS = 3

const { values, positionals: only } = parseArgs({
  options: { list: { type: 'string' } },
  allowPositionals: true,
})
const all = (await pinnedSdists(values.list)).filter(({ name }) => only.length === 0 || only.includes(name))
const rows: { kind: string; outcome: string; why: readonly string[] }[] = []
const waiting = all.values()
const work = async (): Promise<void> => {
  for (const sdist of waiting) {
    const label = `${sdist.kind.padEnd(18)} ${`${sdist.name} ${sdist.version}`.padEnd(34)}`
    const result = await compared(sdist)
    rows.push({
      kind: sdist.kind,
      outcome: result.outcome,
      why: result.outcome === 'not-understood' ? result.why : [],
    })
    if (result.outcome === 'equal') console.log(`${label} equal: ${result.files} files`)
    else if (result.outcome === 'not-understood')
      console.log(`${label} not understood: ${result.why.join('; ')}${await nativeWheel(sdist)}`)
    else if (result.outcome === 'not-built') console.log(`${label} not built: ${result.why}`)
    else console.log(`${label} DIFFERS\n    ${result.how.join('\n    ')}`)
  }
}
// Most of the time goes into downloads and the backends' environments.
await Promise.all(Array.from({ length: WORKERS }, work))

/** What the backend of extension modules makes of a project; a machine may lack its compiler. */
async function nativeWheel(sdist: PinnedSdist): Promise<string> {
  if (!NATIVE.has(sdist.kind)) return ''
  try {
    const { root, wheels } = await unpackedSdist(sdist)
    return `\n${' '.repeat(19)}its backend builds ${await builtBy(root, wheels, process.env)}`
  } catch (error) {
    const output = error instanceof ExuviaError ? String(error.args['output'] ?? '') : ''
    const why = `${messageOf(error)} ${output.trim().split('\n').at(-1) ?? ''}`
    return `\n${' '.repeat(19)}its backend does not build it here: ${why.slice(0, 300)}`
  }
}

/** A backend that does not build here, such as for a package that its index lacks, says nothing of the reader. */
async function compared(
  sdist: PinnedSdist,
): Promise<Comparison | { readonly outcome: 'not-built'; readonly why: string }> {
  let folders: Awaited<ReturnType<typeof unpackedSdist>>
  try {
    folders = await unpackedSdist(sdist)
  } catch (error) {
    return { outcome: 'not-built', why: messageOf(error).slice(-200) }
  }
  const { root, wheels } = folders
  try {
    return await compareSdist(root, wheels, DEFAULT_CONFIG, process.env)
  } catch (error) {
    const isOutside = error instanceof ExuviaError && error.code === 'backend-failed'
    return isOutside
      ? { outcome: 'not-built', why: JSON.stringify(error.args).slice(-300) }
      : { outcome: 'differs', how: [`error: ${messageOf(error)}`] }
  }
}

const count = (outcome: string, among = rows): number => among.filter((row) => row.outcome === outcome).length
const pure = rows.filter(({ kind, outcome }) => !NATIVE.has(kind) && outcome !== 'not-built')
console.log(`\n${'backend'.padEnd(18)} equal  not understood  differs  not built`)
for (const [kind, some] of Map.groupBy(rows, (row) => row.kind)) {
  const numbers = ['equal', 'not-understood', 'differs', 'not-built'].map((outcome) => count(outcome, some))
  console.log(
    `${kind.padEnd(18)} ${numbers.map((number, index) => String(number).padStart([5, 15, 8, 10][index] ?? 0)).join(' ')}`,
  )
}
const reasons = Map.groupBy(
  rows.flatMap(({ why }) => why),
  (why) => why,
)
console.log('\nnot understood because')
for (const [why, some] of [...reasons].sort((a, b) => b[1].length - a[1].length))
  console.log(`${String(some.length).padStart(5)} ${why}`)
// Without names, also that no file which a backend writes ships stale.
let stale = 0
if (only.length === 0) {
  console.log('\nfiles that backends write')
  for (const project of WRITING_PROJECTS) {
    const problem = await checkWrittenFile(project, process.env).catch(messageOf)
    if (problem !== undefined) stale += 1
    console.log(`${project.name.padEnd(34)} ${problem ?? 'as its backend writes it'}`)
  }
}
const shareOf = (some: typeof rows): number => count('not-understood', some) / Math.max(1, some.length)
const percent = (some: typeof rows): string => `${Math.round(shareOf(some) * 100)} % of the ${some.length}`
const described = pure.filter(({ kind }) => !BY_BACKEND.has(kind))
console.log(
  `\n${rows.length} sdists: ${count('equal')} equal, ${count('not-understood')} not understood ` +
    `(${percent(pure)} pure ones, ${percent(described)} with [project]), ${count('differs')} differ`,
)
const isTooMuch = only.length === 0 && shareOf(described) > 0.25
if (count('differs') > 0 || stale > 0 || isTooMuch) process.exitCode = 1
