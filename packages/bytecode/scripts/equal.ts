// Normalises every module of every interpreter's standard library (lines kept) and lets the interpreter compare:
// npm run prove:equal -w @exuvia/bytecode -- [step]
import { spawnSync } from 'node:child_process'
import { magicForRuntime, normalise, readMarshal, writeMarshal } from '../src/index.ts'
import { corpus } from '../test/corpus.ts'
import { INTERPRETERS, interpreter } from '../test/interpreters.ts'

const step = Number(process.argv[2] ?? 1)
const script = new URL('../test/compare.py', import.meta.url).pathname

for (const { runtime, version } of INTERPRETERS) {
  const magic = magicForRuntime(runtime) ?? 0
  const frames: Uint8Array[] = []
  for (const code of corpus(runtime, step)) {
    for (const bytes of [code, writeMarshal(normalise(readMarshal(code, { magic })))]) {
      const size = Buffer.alloc(4)
      size.writeUInt32LE(bytes.length)
      frames.push(size, bytes)
    }
  }
  const result = spawnSync(interpreter(runtime).path, [script], { input: Buffer.concat(frames) })
  console.log(
    `${version}: ${result.stdout.toString().trim()} of ${frames.length / 4} equal ${result.stderr.toString()}`,
  )
}
