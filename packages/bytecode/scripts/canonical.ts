// Compiles every interpreter's standard library in several states and counts the files whose bytes differ,
// as they are and in normal form: npm run prove:canonical -w @exuvia/bytecode -- [step] [runtime]
import { magicForRuntime, normalise, readMarshal, writeMarshal } from '../src/index.ts'
import { type State, corpus } from '../test/corpus.ts'
import { INTERPRETERS } from '../test/interpreters.ts'

const step = Number(process.argv[2] ?? 1)
const STATES: readonly State[] = [
  { states: ['reverse'] },
  { states: ['import'] },
  { states: ['keep'] },
  { hashSeed: 1 },
  { hashSeed: 2, states: ['reverse', 'keep', 'import'] },
]

for (const { runtime, version } of INTERPRETERS) {
  if (process.argv[3] !== undefined && process.argv[3] !== runtime) continue
  const magic = magicForRuntime(runtime) ?? 0
  const normal = (code: Uint8Array): Uint8Array => writeMarshal(normalise(readMarshal(code, { magic })))
  const plain = [...corpus(runtime, step)].map((code) => ({ code, normal: normal(code) }))
  const asWritten = new Set<number>()
  const normalised = new Set<number>()
  for (const state of STATES) {
    let index = 0
    for (const code of corpus(runtime, step, state)) {
      const first = plain[index]
      if (first === undefined) throw new Error(`${version}: more files than before`)
      if (Buffer.compare(code, first.code) !== 0) asWritten.add(index)
      if (Buffer.compare(normal(code), first.normal) !== 0) normalised.add(index)
      index += 1
    }
  }
  console.log(
    `${version}: of ${plain.length} files ${asWritten.size} differ as written, ${normalised.size} in normal form`,
    [...normalised].slice(0, 10).join(' '),
  )
}
