// What `check` says of published wheels: npm run prove:wheels -- FOLDER... [--requirements FILE] [--every 1]
// FILE pins each wheel as pip does, `name==1.0 --hash=sha256:…`; pip downloads them once into the tests' cache.
import { execFileSync } from 'node:child_process'
import { lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ExuviaError, compareText } from '@exuvia/model'
import { checkFiles } from '@exuvia/pipeline'
import { aligned, filledOnce } from '@exuvia/test-needs'

/** Bytes; larger wheels are counted, not read. */
const LARGEST = 30_000_000

const TOO_LARGE = `not read: larger than ${LARGEST / 1_000_000} MB`

/** Source is what wheels consist of: only other findings say something about the wheel itself. */
const EXPECTED = new Set(['source-not-allowed'])

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { requirements: { type: 'string' }, every: { type: 'string', default: '1' } },
})
const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia-wheels-'))
try {
  const folders = positionals.map((folder) => path.resolve(process.env['INIT_CWD'] ?? '.', folder))
  if (values.requirements !== undefined) folders.push(await downloaded(values.requirements))
  const results = new Map<string, string[]>()
  const used: { readonly name: string; readonly seconds: number }[] = []
  const all = folders.flatMap(wheelsIn).filter((_, index) => index % Number(values.every) === 0)
  for (const wheel of all) {
    const name = path.basename(wheel)
    const before = process.cpuUsage()
    const outcome = lstatSync(wheel).size > LARGEST ? TOO_LARGE : await judge(wheel)
    const { user, system } = process.cpuUsage(before)
    if (outcome !== TOO_LARGE) used.push({ name, seconds: (user + system) / 1e6 })
    results.set(outcome, [...(results.get(outcome) ?? []), name])
  }
  const lines = [...results].map(([outcome, wheels]) => [
    outcome,
    String(wheels.length),
    // Every wheel that is refused is worth a look.
    (/^(?:refused|NO NAME)/.test(outcome) ? wheels : wheels.slice(0, 3)).join(', '),
  ])
  console.log(
    aligned([['outcome', 'wheels', 'such as'], ...lines.sort(([a = ''], [b = '']) => compareText(a, b))]),
  )
  const total = used.reduce((sum, { seconds }) => sum + seconds, 0)
  const most = used.toSorted((a, b) => b.seconds - a.seconds)[0]
  console.log(
    `${all.length} wheels; ${(total / Math.max(1, used.length)).toFixed(2)} s of processor time for each read one; ` +
      `most: ${most?.seconds.toFixed(2)} s for ${most?.name}`,
  )
  const isUnnamed = [...results.keys()].some((outcome) => outcome.startsWith('NO NAME'))
  process.exitCode = isUnnamed || used.length === 0 ? 1 : 0
} finally {
  rmSync(cwd, { recursive: true, force: true })
}

/** Downloads pinned wheels with pip, which compares the digests. */
async function downloaded(requirements: string): Promise<string> {
  const file = path.resolve(process.env['INIT_CWD'] ?? '.', requirements)
  const quiet = ['--quiet', '--disable-pip-version-check']
  return filledOnce('published-wheels', readFileSync(file, 'utf8'), async (folder) => {
    const how = [
      '--no-deps',
      '--only-binary',
      ':all:',
      '--python-version',
      '3.12',
      '--require-hashes',
      '--dest',
      folder,
    ]
    execFileSync('python3', ['-m', 'pip', 'download', ...quiet, ...how, '-r', file], { stdio: 'inherit' })
  })
}

function wheelsIn(folder: string): string[] {
  const files = readdirSync(folder).map((name) => path.join(folder, name))
  return files.filter((file) => file.endsWith('.whl')).sort()
}

async function judge(wheel: string): Promise<string> {
  try {
    const context = { cwd, env: {}, signal: new AbortController().signal, progress: () => undefined }
    const findings = (await checkFiles([wheel], {}, context)).filter(({ severity }) => severity === 'error')
    const codes = [...new Set(findings.map(({ code }) => code))].filter((code) => !EXPECTED.has(code)).sort()
    return codes.length === 0 ? 'read' : `finding: ${codes.join(', ')}`
  } catch (error) {
    return error instanceof ExuviaError ? `refused: ${error.code}` : `NO NAME: ${String(error)}`
  }
}
