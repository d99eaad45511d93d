// What the static reader takes for the wheel of published projects, against the wheels that their own backends
// build. Fails if any differs, or if it does not understand more than a quarter of the pure ones.
//   npm run prove:projects [-- NAME...]
import { compareSdist } from './compare-sdist.ts'
import { CONFIG } from './default-config.ts'
import { pinnedSdists, unpackedSdist } from './sdists.ts'

/** Backends of extension modules: their projects are not pure, and go by their wheels. */
const NATIVE = new Set(['maturin', 'scikit-build-core'])

const only = process.argv.slice(2)
const all = (await pinnedSdists()).filter(({ name }) => only.length === 0 || only.includes(name))
const rows: { kind: string; outcome: string }[] = []
for (const sdist of all) {
  const label = `${sdist.kind.padEnd(18)} ${`${sdist.name} ${sdist.version}`.padEnd(34)}`
  const { root, wheels } = await unpackedSdist(sdist)
  const result = await compareSdist(root, wheels, CONFIG, process.env)
  rows.push({ kind: sdist.kind, outcome: result.outcome })
  if (result.outcome === 'equal') console.log(`${label} equal: ${result.files} files`)
  else if (result.outcome === 'not-understood')
    console.log(`${label} not understood: ${result.why.join('; ')}`)
  else console.log(`${label} DIFFERS\n    ${result.how.join('\n    ')}`)
}

const count = (outcome: string, among = rows): number => among.filter((row) => row.outcome === outcome).length
const pure = rows.filter(({ kind }) => !NATIVE.has(kind))
console.log(`\n${'backend'.padEnd(18)} equal  not understood  differs`)
for (const [kind, some] of Map.groupBy(rows, (row) => row.kind)) {
  const numbers = [count('equal', some), count('not-understood', some), count('differs', some)]
  console.log(
    `${kind.padEnd(18)} ${numbers.map((number, index) => String(number).padStart([5, 15, 8][index] ?? 0)).join(' ')}`,
  )
}
const share = count('not-understood', pure) / Math.max(1, pure.length)
console.log(
  `\n${rows.length} sdists: ${count('equal')} equal, ${count('not-understood')} not understood ` +
    `(${Math.round(share * 100)} % of the ${pure.length} pure ones), ${count('differs')} differ`,
)
if (count('differs') > 0 || (only.length === 0 && share > 0.25)) process.exitCode = 1
