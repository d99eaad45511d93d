// Normalises and slims every module of every standard library, native and embedded. The interpreter loads and
// compares them, including types and signs of zero; without columns it also compares the line of every code unit:
// npm run prove:equal -w @exuvia/bytecode -- [step] [runtime]
import { readMarshal, slim, writeMarshal } from '../src/index.ts'
import { magicForRuntime } from '@exuvia/packaging'
import { LEVELS } from '../test/corpus.ts'
import { LIBRARIES } from '../test/libraries.ts'

const step = Number(process.argv[2] ?? 1)
let all = 0

for (const { name, runtime, compile, equal } of LIBRARIES) {
  if (process.argv[3] !== undefined && process.argv[3] !== runtime) continue
  const magic = magicForRuntime(runtime) ?? 0
  const modern = runtime.startsWith('cp3') && Number(runtime.slice(3)) >= 11
  // Up to 3.10 there are no columns, and nothing may change.
  const forms = [
    { steps: {}, leftOut: [] },
    { steps: { lines: 'lines' }, leftOut: modern ? ['co_linetable', 'lines'] : [] },
    {
      steps: { lines: 'none' },
      leftOut: ['co_linetable', 'co_lnotab', ...(runtime.length > 4 ? ['def-line'] : [])],
    },
  ] as const
  const counts = forms.map(() => 0)
  for (const level of LEVELS) {
    const codes = [...(await compile(step, [level]))]
    for (const [index, { steps, leftOut }] of forms.entries()) {
      const pairs = codes.map(
        (code) => [code, writeMarshal(slim(readMarshal(code, { magic }), steps))] as const,
      )
      const count = await equal(pairs, leftOut)
      if (count !== codes.length) throw new Error(`${name}: ${count} of ${codes.length} compared`)
      counts[index] = (counts[index] ?? 0) + count
    }
  }
  const [normal = 0, lines = 0, none = 0] = counts
  all += normal
  console.log(
    `${name}: equal when loaded: ${normal} files in normal form, ${lines} without columns, ${none} without lines`,
  )
}
console.log(`${all} files, each in 3 forms; none differs`)
process.exitCode = all > 0 ? 0 : 1
