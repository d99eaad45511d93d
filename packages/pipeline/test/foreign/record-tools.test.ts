/**
 * What pip, uv and `installer` say of every kind of RECORD, compared with `check`.
 *
 * @module-tag slow
 * @module-tag python3
 * @module-tag pypi
 * @module-tag uv
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { filledOnce, sampleOf, temporaryFolder, uvPath } from '@exuvia/test-needs'
import { beforeAll, expect, test } from 'vitest'
import { checkFiles } from '../../src/index.ts'
import { recordCases } from './record-cases.ts'

const TOOLS = ['pip==26.3', 'installer==1.1.0']
const WHEEL = 'demo-1.0-py3-none-any.whl'

/** All tools install these. */
const ACCEPTED = [
  'right',
  'right, without a last line end',
  'right, with CRLF',
  'right, in another order',
  'right, with quotes around every field',
  'right, a name with a comma and quotes',
  'right, sha384',
  'right, sha512',
  'right, with RECORD.jws, which has no row',
  'right, with RECORD.p7s, which has no row',
  'a row for a folder',
  'a name with backslashes',
  'a size with a zero before',
]

/** Exuvia refuses these, and no other tool does: docs/messages/wheel-record-mismatch.md says why. */
const STRICTER = [
  'a row of commas',
  'a NUL',
  'a row for a file that is missing',
  'a row for a file that is missing, without digest',
  'a row twice',
  'two rows that differ, the right one last',
  'two names of one file',
  'an absolute path',
  'a drive',
  'a path above',
  'a path that leads back',
  'md5',
  'sha1',
  'sha224',
  'a size with a sign',
]

const CASES = recordCases().filter(
  ({ name }, index) => sampleOf(true, index % 5 === 0) || ['no RECORD', 'four fields', 'md5'].includes(name),
)
const refusedBy = new Map<string, string[]>()

beforeAll(async () => {
  const folder = temporaryFolder()
  const wheels = new Map<string, string>()
  for (const [number, { name, wheel }] of CASES.entries()) {
    const own = path.join(folder, 'wheels', String(number))
    mkdirSync(own, { recursive: true })
    writeFileSync(path.join(own, WHEEL), wheel)
    writeFileSync(path.join(own, 'exuvia.toml'), '[policy]\ndefault = "source"\n')
    wheels.set(name, path.join(own, WHEEL))
    refusedBy.set(name, [])
  }
  const script = path.join(import.meta.dirname, 'record-tools.py')
  const output = execFileSync('python3', [script, folder, ...wheels.values()], {
    env: { ...process.env, PYTHONPATH: await tools() },
    encoding: 'utf8',
  })
  const refused = JSON.parse(output) as Readonly<Record<string, readonly string[]>>
  for (const [name, wheel] of wheels) {
    for (const [tool, list] of Object.entries(refused))
      if (list.includes(wheel)) refusedBy.get(name)?.push(tool)
    if (uvRefuses(wheel, path.join(folder, 'uv', name))) refusedBy.get(name)?.push('uv')
    if (await exuviaRefuses(path.dirname(wheel))) refusedBy.get(name)?.push('Exuvia')
  }
}, 900_000)

function tools(): Promise<string> {
  return filledOnce('record-tools', TOOLS, async (folder) => {
    const quiet = ['--quiet', '--disable-pip-version-check', '--root-user-action', 'ignore']
    execFileSync('python3', ['-m', 'pip', 'install', ...quiet, '--target', folder, ...TOOLS])
  })
}

function uvRefuses(wheel: string, target: string): boolean {
  const alone = ['--no-config', '--offline', '--no-deps', '--no-cache', '--python', 'python3']
  return spawnSync(uvPath() ?? 'uv', ['pip', 'install', ...alone, '--target', target, wheel]).status !== 0
}

async function exuviaRefuses(cwd: string): Promise<boolean> {
  const context = { cwd, env: {}, signal: new AbortController().signal, progress: () => undefined }
  const findings = await checkFiles([WHEEL], {}, context)
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ code }) => code)
  expect(errors.filter((code) => code !== 'wheel-record-mismatch')).toEqual([])
  return errors.length > 0
}

/** The cases of the sample, of a list. */
const sampled = (names: readonly string[]): string[] => names.filter((name) => refusedBy.has(name))
const where = (is: (tools: readonly string[]) => boolean): string[] =>
  [...refusedBy].flatMap(([name, by]) => (is(by) ? [name] : []))

test('each tool refuses some of the wheels', () => {
  for (const tool of ['pip', 'uv', 'installer', 'Exuvia'])
    expect(
      where((by) => by.includes(tool)),
      tool,
    ).not.toEqual([])
})

test('Exuvia refuses every wheel that pip, uv or installer refuses', () => {
  expect(where((by) => by.length > 0 && !by.includes('Exuvia'))).toEqual([])
})

test('Exuvia is stricter than all of them in exactly the ways that the documentation lists', () => {
  expect(where((by) => by.join() === 'Exuvia')).toEqual(sampled(STRICTER))
})

test('and passes what all of them pass otherwise', () => {
  expect(where((by) => by.length === 0)).toEqual(sampled(ACCEPTED))
})
