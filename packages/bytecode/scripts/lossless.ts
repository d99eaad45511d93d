// Reads and writes back every module of every standard library, native and embedded, at -O0, -O and -OO, and
// adds up its sizes by kind: npm run prove:lossless -w @exuvia/bytecode -- [step] [runtime]
import { describeSizes, makeHeader, readPyc, writePyc } from '../src/index.ts'
import { LEVELS } from '../test/corpus.ts'
import { LIBRARIES } from '../test/libraries.ts'

const step = Number(process.argv[2] ?? 1)
let all = 0
let wrong = 0

for (const { name, runtime, compile } of LIBRARIES) {
  if (process.argv[3] !== undefined && process.argv[3] !== runtime) continue
  for (const level of LEVELS) {
    const header = makeHeader(runtime, 'timestamp', { mtime: 1, sourceSize: 2 })
    let files = 0
    let size = 0
    let different = 0
    let unequal = 0
    for (const code of await compile(step, [level])) {
      const bytes = Buffer.concat([header, code])
      const file = readPyc(bytes)
      if (Buffer.compare(writePyc(file), bytes) !== 0) different += 1
      if (describeSizes(file).size !== bytes.length) unequal += 1
      files += 1
      size += bytes.length
    }
    all += files
    wrong += different + unequal
    console.log(
      `${name} ${['-O0', '-O', '-OO'][level]}: ${files} files, ${(size / 1e6).toFixed(1)} MB; ` +
        `${different} written differently, ${unequal} whose kinds do not add up to their size`,
    )
  }
}
console.log(`${all} files, ${wrong} wrong`)
process.exitCode = all > 0 && wrong === 0 ? 0 : 1
