// What `check` says of leaks in popular wheels and in the standard libraries of pyenv's Pythons:
//   npm run prove:leaks [-- FOLDER...] [--every 2] [--verbose]
// popular-wheels.txt pins the wheels; pip downloads those that --every chooses once into the tests' cache. An error
// that `TRUE_LEAKS` does not name is wrong: what these files contain is published, and no secret of anybody. Every kind of
// warning needs its reason in `EXPLAINED`. Nobody examines the sources: that is the proof of breakage.
import { execFileSync } from 'node:child_process'
import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Finding, compareText, findingSentence } from '@exuvia/model'
import { checkFiles } from '@exuvia/pipeline'
import { aligned, popularWheels } from '@exuvia/test-needs'
import { EXPLAINED } from './explained-leaks.ts'
import { TRUE_LEAKS } from './true-leaks.ts'

/** Bytes; larger wheels are not read. */
const LARGEST = 30_000_000

const CODES = new Set([
  'secret-found',
  'forgotten-file',
  'build-place',
  'debug-symbols',
  'harmless-leftovers',
  'leaks-not-scanned',
])

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '2' }, verbose: { type: 'boolean', default: false } },
})
const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia-leaks-'))
const NO_PYTHON = { PATH: '', HOME: cwd }
const config = path.join(cwd, 'exuvia.toml')
writeFileSync(config, '[compile]\ntoolchain = "native"\n')
const counts = new Map<string, { files: Set<string>; findings: number; example: string }>()
const wrong: string[] = []
const unexplained = new Set<string>()
const totals = { wheels: 0, libraries: 0, bytes: 0 }
try {
  const given = positionals.map((folder) => path.resolve(process.env['INIT_CWD'] ?? '.', folder))
  for (const folder of given.length === 0 ? [await popularWheels(Number(values.every))] : given)
    for (const name of readdirSync(folder).sort(compareText)) {
      const file = path.join(folder, name)
      if (!name.endsWith('.whl') || lstatSync(file).size > LARGEST) continue
      totals.wheels += 1
      await judge(name, file)
    }
  if (given.length === 0) for (const library of libraries()) await judge(library.name, pack(library))
  const rows = [...counts]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([key, { files, findings, example }]) => [
      key,
      String(findings),
      String(files.size),
      example.slice(0, 150),
      key.startsWith('note ') ? '' : (EXPLAINED[key.slice(key.indexOf(' ') + 1)] ?? 'NOT EXPLAINED'),
    ])
  console.log(aligned([['finding', 'number', 'archives', 'such as', 'because'], ...rows]))
  for (const line of wrong) console.log(`WRONG ${line}`)
  console.log(
    `${totals.wheels} wheels and ${totals.libraries} standard libraries, ${Math.round(totals.bytes / 1e6)} MB; wrong errors: ${wrong.length}; kinds of warnings without an explanation: ${unexplained.size}`,
  )
  process.exitCode =
    wrong.length > 0 || unexplained.size > 0 || totals.wheels + totals.libraries === 0 ? 1 : 0
} finally {
  rmSync(cwd, { recursive: true, force: true })
}

async function judge(name: string, file: string): Promise<void> {
  totals.bytes += lstatSync(file).size
  const context = { cwd, env: NO_PYTHON, signal: new AbortController().signal, progress: () => undefined }
  for (const item of await checkFiles([file], { config }, context)) {
    if (!CODES.has(item.code)) continue
    count(name, item)
    if (values.verbose && item.severity !== 'note') console.error(`${item.severity} ${findingSentence(item)}`)
    const place = `${name.split('-')[0]}!${item.subject.path ?? ''}`
    if (item.severity === 'error' && !TRUE_LEAKS.some((known) => place.startsWith(known.place)))
      wrong.push(findingSentence(item))
  }
}

function count(name: string, item: Finding): void {
  const { code, args, severity } = item
  // What was not scanned counts files in words.
  const what = code === 'leaks-not-scanned' ? args['reason'] : (args['what'] ?? 'debug symbols')
  const key = `${severity} ${code}: ${String(what)}`
  if (severity === 'warning' && EXPLAINED[`${code}: ${String(what)}`] === undefined) unexplained.add(key)
  const known = counts.get(key) ?? { files: new Set(), findings: 0, example: findingSentence(item) }
  known.files.add(name)
  known.findings += 1
  counts.set(key, known)
}

/** The standard library of each Python in pyenv's folder. */
function libraries(): { readonly name: string; readonly folder: string }[] {
  const root = path.join(
    process.env['PYENV_ROOT'] ?? path.join(process.env['HOME'] ?? '', '.pyenv'),
    'versions',
  )
  return readdirSync(root)
    .filter((version) => /^\d/.test(version))
    .sort(compareText)
    .map((version) => ({
      name: `python${version}-library`,
      folder: path.join(root, version, 'lib', `python${version.split('.').slice(0, 2).join('.')}`),
    }))
}

/** A tarball of a library as another tool makes it, without what pip installed into it. */
function pack({ name, folder }: { readonly name: string; readonly folder: string }): string {
  totals.libraries += 1
  const file = path.join(cwd, `${name}.tar`)
  execFileSync('tar', ['-cf', file, '--exclude=./site-packages', '-C', folder, '.'])
  return file
}
