// Reads and writes back every module of every interpreter's standard library at -O0, -O and -OO:
// npm run prove:lossless -w @exuvia/bytecode
import { describeSizes, magicForRuntime, readMarshal, writeMarshal } from '../src/index.ts'
import { corpus } from '../test/corpus.ts'
import { INTERPRETERS } from '../test/interpreters.ts'

for (const { runtime, version } of INTERPRETERS) {
  const magic = magicForRuntime(runtime) ?? 0
  let files = 0
  let bytes = 0
  let different = 0
  let time = 0
  for (const code of corpus(runtime, 1)) {
    const started = performance.now()
    const written = writeMarshal(readMarshal(code, { magic }))
    time += performance.now() - started
    files += 1
    bytes += code.length
    if (Buffer.compare(written, code) !== 0) different += 1
    const header = { kind: 'timestamp', magic, runtime, length: 16, mtime: 0, sourceSize: 0 } as const
    const sizes = describeSizes({ header, ...readMarshal(code, { magic }) })
    if (sizes.size !== code.length + 16) different += 1
  }
  const rate = (bytes / 1e6 / (time / 1000)).toFixed(0)
  console.log(
    `${version}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${different} differ, ${rate} MB/s read + write`,
  )
}
