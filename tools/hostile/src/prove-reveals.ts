// What `inspect --summary` says can be read back, compared with what programs read back:
//   npm run prove:reveals [-- --every 4]
// Modules of Python 3.8's standard library are compiled at the levels 0 and 2. `strings` (binutils) has to print what
// counts as plain, and decompyle3, which pip puts into a folder of the tests' cache, has to recover names and texts.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { describePyc, readable, writtenTexts } from '@exuvia/bytecode'
import { compareText } from '@exuvia/model'
import { aligned, filledOnce, python } from '@exuvia/test-needs'

const DECOMPILER = 'decompyle3==3.9.3'
/** Larger modules take the decompiler minutes. Bytes. */
const LARGEST = 20_000
/** The least share of what decompiled modules contain that the decompiler has to recover, in percent. It joins the parts of f-strings. */
const LEAST = { names: 95, strings: 85, docstrings: 95 }
const MOST = 2 ** 28

const { values } = parseArgs({
  options: { every: { type: 'string', default: '4' }, verbose: { type: 'boolean', default: false } },
})
const py = python('3.8')
const scratch = mkdtempSync(path.join(tmpdir(), 'exuvia-reveals-'))
try {
  const site = await filledOnce('decompiler', DECOMPILER, (folder) => {
    execFileSync(
      py,
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', folder, DECOMPILER],
      { stdio: 'inherit' },
    )
    return Promise.resolve()
  })
  const rows: string[][] = [['level', 'kind', 'counted', 'plain', 'in `strings`', 'decompiled', 'recovered']]
  let isWrong = false
  for (const level of [0, 2]) {
    const files = compile(level)
    const decompiled = decompile(site, files)
    const sums = { names: tally(), strings: tally(), docstrings: tally() }
    for (const [index, file] of files.entries()) {
      const { code } = describePyc(readFileSync(file))
      if (code === undefined) throw new Error(`not read: ${file}`)
      const printed = execFileSync('strings', ['-a', '-n', '4', file], {
        encoding: 'latin1',
        maxBuffer: MOST,
      })
      const back = decompiled[index]
      for (const [kind, texts] of Object.entries(writtenTexts(code)) as [Kind, readonly string[]][]) {
        const sum = sums[kind]
        sum.counted += texts.length
        for (const text of texts) {
          const isPlain = readable([text]).plain === 1
          // linear: one class of characters
          const isPrinted = text
            .split(/[^\P{Cc}\t]/u)
            .every((line) => line.length < 4 || printed.includes(line))
          if (isPlain) sum.plain += 1
          if (isPlain && isPrinted) sum.printed += 1
        }
        const known = kind === 'names' ? back?.names : back?.strings
        if (known === undefined || known === null) continue
        const recovered = new Set(known)
        sum.decompiled += texts.length
        const lost = texts.filter((text) => !recovered.has(text) && !recovered.has(unmangled(text)))
        sum.recovered += texts.length - lost.length
        if (values.verbose && lost.length > 0)
          console.log(`${path.basename(file)}: no ${kind} ${JSON.stringify(lost)}`)
      }
    }
    const failed = decompiled.filter(({ names }) => names === undefined).length
    const unparsed = decompiled.filter(({ strings }) => strings === null).length
    console.log(
      `level ${level}: ${files.length} modules; the decompiler failed for ${failed}, and Python cannot parse ${unparsed} of its results`,
    )
    for (const [kind, sum] of Object.entries(sums)) {
      const share = (100 * sum.recovered) / sum.decompiled
      rows.push([
        String(level),
        kind,
        String(sum.counted),
        String(sum.plain),
        String(sum.printed),
        String(sum.decompiled),
        sum.decompiled === 0 ? '-' : `${sum.recovered} (${share.toFixed(1)} %)`,
      ])
      if (
        sum.printed !== sum.plain ||
        share < LEAST[kind as Kind] ||
        (kind === 'names' && sum.decompiled === 0)
      )
        isWrong = true
    }
  }
  console.log(aligned(rows))
  console.log(isWrong ? 'WRONG: the figures of inspect --summary do not hold' : 'the figures hold')
  process.exitCode = isWrong ? 1 : 0
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

type Kind = 'names' | 'strings' | 'docstrings'

interface Back {
  readonly error?: string
  readonly names?: readonly string[]
  readonly strings?: readonly string[] | null
}

/** `_Class__name` is `__name` in the source. */
function unmangled(name: string): string {
  // linear: begins with one underscore
  return name.replace(/^_[^_].*?(?=__)/, '')
}

function tally() {
  return { counted: 0, plain: 0, printed: 0, decompiled: 0, recovered: 0 }
}

/** Compiles modules of the standard library; their bytecode, by path. */
function compile(level: number): string[] {
  const library = execFileSync(py, ['-c', 'import os; print(os.path.dirname(os.__file__))'], {
    encoding: 'utf8',
  }).trim()
  const sources = readdirSync(library)
    .filter((name) => name.endsWith('.py') && readFileSync(path.join(library, name)).length < LARGEST)
    .sort(compareText)
    .filter((_, index) => index % Number(values.every) === 0)
  const script =
    'import sys, py_compile\nfor a, b in zip(sys.argv[2::2], sys.argv[3::2]): py_compile.compile(a, b, a.split("/")[-1], doraise=True, optimize=int(sys.argv[1]))'
  const pairs = sources.map((name) => [
    path.join(library, name),
    path.join(scratch, `${name.slice(0, -3)}.${level}.pyc`),
  ])
  execFileSync(py, ['-c', script, String(level), ...pairs.flat()])
  return pairs.map(([, target = '']) => target)
}

function decompile(site: string, files: readonly string[]): Back[] {
  const script = path.join(import.meta.dirname, 'decompile.py')
  const out = execFileSync(py, [script, 'decompyle3', ...files], {
    encoding: 'utf8',
    maxBuffer: MOST,
    env: { ...process.env, PYTHONPATH: site, PYTHONIOENCODING: 'utf-8:surrogatepass' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return out
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Back)
}
