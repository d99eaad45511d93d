// Compiles every interpreter's standard library in seven states, and the version that is native and embedded in both.
// Counts the files whose bytes differ from the plain state, as written, in normal form and slimmed:
// npm run prove:canonical -w @exuvia/bytecode -- [step] [runtime]
import { createHash } from 'node:crypto'
import { magicForRuntime } from '@exuvia/packaging'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readMarshal, slim, writeMarshal } from '../src/index.ts'
import { LEVELS, type State, corpus } from '../test/corpus.ts'
import { EMBEDDED, embeddedCorpus } from '../test/embedded.ts'
import { INTERPRETERS, type Interpreter } from '../test/interpreters.ts'

const step = Number(process.argv[2] ?? 1)
const STATES: ReadonlyMap<string, State> = new Map([
  ['reversed order', { states: ['reverse'] }],
  ['all imported first', { states: ['import'] }],
  ['code kept alive', { states: ['keep'] }],
  ['hash seed 1', { hashSeed: 1 }],
  ['hash seed 2', { hashSeed: 2 }],
  ['hash seed 3', { hashSeed: 3 }],
  ['all of these', { hashSeed: 4, states: ['reverse', 'import', 'keep'] }],
])

let wrong = 0
let compared = 0
for (const python of INTERPRETERS) {
  if (process.argv[3] !== undefined && process.argv[3] !== python.runtime) continue
  const embedded = EMBEDDED.find((item) => item.version === python.version)
  const written = new Map<string, number>()
  const normal = new Set<string>()
  let files = 0
  for (const level of LEVELS) {
    const plain = digests(python.runtime, corpus(python.runtime, step, {}, [level]))
    const compare = (name: string, codes: Iterable<Uint8Array>): void => {
      const other = digests(python.runtime, codes)
      if (other.length !== plain.length)
        throw new Error(`${name}: ${other.length} files, not ${plain.length}`)
      let differ = 0
      other.forEach((item, index) => {
        if (item.written !== plain[index]?.written) differ += 1
        if (item.normal !== plain[index]?.normal) normal.add(`${level}/${index} (${name})`)
      })
      written.set(name, (written.get(name) ?? 0) + differ)
    }
    for (const [name, state] of STATES) compare(name, corpus(python.runtime, step, state, [level]))
    if (embedded !== undefined)
      compare('embedded', await embeddedCorpus(embedded, step, {}, [level], sourcesOf(python)))
    files += plain.length
  }
  wrong += normal.size
  compared += files
  const states = [...written].map(([name, differ]) => `${name} ${differ}`).join(', ')
  console.log(
    `${python.version}: ${files} files; differing as written: ${states}; in normal form: ${normal.size}`,
    [...normal].slice(0, 10).join(' '),
  )
}
console.log(`${compared} files, ${wrong} with another normal form`)
process.exitCode = compared > 0 && wrong === 0 ? 0 : 1

/** Digests each file as written, and its normal forms: whole, and slimmed. */
function digests(runtime: string, codes: Iterable<Uint8Array>): { written: string; normal: string }[] {
  const magic = magicForRuntime(runtime) ?? 0
  return Array.from(codes, (code) => {
    const file = readMarshal(code, { magic })
    const forms = [{}, { lines: 'lines' }] as const
    return { written: digest(code), normal: digest(...forms.map((steps) => writeMarshal(slim(file, steps)))) }
  })
}

function digest(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('base64')
}

/** The standard library of an interpreter, for the embedded one of the same version to compile. */
function sourcesOf({ path, version }: Interpreter): ReadonlyMap<string, Uint8Array> {
  const root = join(dirname(path), '../lib', `python${version.replace(/\.\d+$/, '')}`)
  const files = globSync('**/*.py', { cwd: root, exclude: (name) => name === 'site-packages' })
  return new Map(files.map((file) => [file, readFileSync(join(root, file))]))
}
