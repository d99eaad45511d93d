import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { type ZipPart, makeElf, makeMachO, makePe, makeZip } from '@exuvia/crafted-archives'
import type { Finding } from '@exuvia/model'
import { python, runProgram, temporaryFolder } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { type RunContext, checkFiles, describeSarif } from '../../src/index.ts'
import { HARMLESS, PLANTED, TOKENS } from '../support/planted-leaks.ts'

const cwd = temporaryFolder('exuvia-leaks-')
const context: RunContext = { cwd, env: {}, signal: new AbortController().signal, progress: () => undefined }

const file = (name: string, content: string | Buffer, deflated = true): ZipPart => ({
  name,
  content,
  deflated,
})

/** What `exuvia check FILE` says of leaks in a zip of another tool. */
async function check(
  name: string,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<readonly Finding[]> {
  const parts = Object.entries(files).map(([at, content]) => ({ name: at, content, deflated: true }))
  writeFileSync(path.join(cwd, name), makeZip(parts))
  return checkFiles([name], {}, context)
}

const of = (findings: readonly Finding[], at: string): string[] =>
  findings
    .filter(({ subject }) => subject.path === at)
    .map(({ severity, code, args }) =>
      [severity, code, ...(code === 'secret-found' ? [args['rule']] : [])].join(' '),
    )

describe('an archive of another tool', () => {
  test('is told of every planted leak, and of no secret', async () => {
    const findings = await check(
      'planted.zip',
      Object.fromEntries(PLANTED.map((each) => [each.path, each.content])),
    )
    const missed = PLANTED.filter(({ path: at, finds }) => !of(findings, at).includes(finds))
    expect(missed.map(({ path: at, finds }) => `${at}: ${finds}, but ${of(findings, at).join()}`)).toEqual([])
    const sarif = await describeSarif(findings, { files: ['planted.zip'] }, context)
    const outputs = JSON.stringify([findings, sarif])
    expect(PLANTED.filter(({ secret }) => secret !== undefined && outputs.includes(secret))).toEqual([])
  })

  test('has no leak in documentation, templates, certificates and data', async () => {
    const findings = await check('harmless.zip', HARMLESS)
    expect(findings.map(({ code, subject }) => `${code} ${subject.path}`)).toEqual([])
  })

  test.each([
    ['an rpath of Linux', makeElf({ rpaths: ['/data/kaja/lib'] }), 'build-place'],
    ['an rpath of macOS', makeMachO([{ machine: 'arm64', rpaths: ['/data/kaja/lib'] }]), 'build-place'],
    [
      'an install name',
      makeMachO([{ machine: 'arm64', installName: '/data/kaja/lib/a.dylib' }]),
      'build-place',
    ],
    ['the path of a PDB', makePe({ pdb: 'D:\\work\\kaja\\tide.pdb' }), 'build-place'],
    ['DWARF of MinGW', makePe({ debugBytes: 5000 }), 'debug-symbols'],
    ['DWARF of macOS', makeMachO([{ machine: 'x86_64', debugBytes: 5000 }]), 'debug-symbols'],
    ['stabs of macOS', makeMachO([{ machine: 'arm64', objects: ['fast.o'] }]), 'debug-symbols'],
    [
      'damaged symbols',
      makeMachO([{ machine: 'arm64', objects: ['a.o'] }]).subarray(0, -10),
      'leaks-not-scanned',
    ],
    [
      'what delocate writes',
      makeMachO([{ machine: 'arm64', installName: '/DLC/tide/.dylibs/a.dylib', rpaths: ['@loader_path'] }]),
      undefined,
    ],
    ['unwinding data of assembler written by hand', makeElf({ debugBytes: 240 }), undefined],
    ['a PDB without its folder', makePe({ pdb: 'tide.pdb' }), undefined],
  ])('with machine code that contains %s', async (_name, content, code) => {
    const findings = await check('native.zip', { 'app/fast.bin': content })
    expect(of(findings, 'app/fast.bin')).toEqual(code === undefined ? [] : [`warning ${code}`])
  })

  test('is searched in the archives inside it, at every depth, and told what nobody could read', async () => {
    const { github = '', npm = '' } = TOKENS
    const inner = makeZip([
      file('a/conf.toml', `t = "${github}"\n`),
      file('.env', 'API_TOKEN=Vq7xLm2Rt9zz\n'),
    ])
    const stored = makeZip([file('b.toml', `t = "${npm}"\n`, false)])
    const findings = await check('nested.zip', {
      'app/deep.jar': makeZip([file('lib/inner.zip', inner), file('x.py', `T = "${npm}"\n`)]),
      'app/stored.zip': stored,
      'app/alone.json.gz': gzipSync(`{"t": "${github}"}`),
      'app/tests/data.zip': stored,
      'app/cut.zip': inner.subarray(0, -40),
      'app/odd.7z': Buffer.from('377abcaf271c0004', 'hex'),
      'app/clean.zip': makeZip([file('a.txt', 'nothing')]),
    })
    const leaks = findings.filter(({ code }) =>
      /^(?:secret-found|forgotten-file|leaks-not-scanned)$/.test(code),
    )
    expect(leaks.map(({ severity, code, subject }) => `${severity} ${code} ${subject.path}`)).toEqual([
      'error secret-found app/alone.json.gz!alone.json',
      'error secret-found app/deep.jar!lib/inner.zip!a/conf.toml',
      'error secret-found app/deep.jar!x.py',
      'error secret-found app/stored.zip!b.toml',
      'warning secret-found app/tests/data.zip!b.toml',
      'error forgotten-file app/deep.jar!lib/inner.zip!.env',
      'note leaks-not-scanned app/cut.zip',
      'note leaks-not-scanned app/odd.7z',
    ])
    const forgotten = leaks.find(({ code }) => code === 'forgotten-file')
    expect(forgotten?.args['glob']).toBe('app/deep.jar')
  })

  test('with a secret among tests is warned of', async () => {
    const findings = await check('tests.zip', { 'app/tests/key.pem': TOKENS['privatekey'] ?? '' })
    expect(of(findings, 'app/tests/key.pem')).toEqual(['warning secret-found privatekey'])
  })

  test('is told the fingerprint and the line of a secret, and the config accepts it by that', async () => {
    const files = { 'app/a.toml': `x = 1\nt = "${TOKENS['github']}"\n` }
    const [found] = await check('one.zip', files)
    expect(found?.subject).toEqual({ path: 'app/a.toml', line: 2, artifact: 'one.zip' })
    const accept = `[[accept]]\nfinding = "secret-found"\nfingerprint = "${String(found?.args['fingerprint'])}"\nreason = "made up"\n`
    writeFileSync(path.join(cwd, 'accepted.toml'), accept)
    const accepted = await checkFiles(['one.zip'], { config: 'accepted.toml' }, context)
    expect(accepted.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['note finding-accepted'])
    expect(JSON.stringify(accepted)).not.toContain(TOKENS['github'])
  })
})

test(
  'bytecode is searched by its constants: strings, bytes, docstrings, joined and formatted texts',
  {
    tags: ['cp312'],
  },
  async () => {
    const { github = '', npm = '', gitlab = '', stripe = '' } = TOKENS
    const source = [
      `"""Use ${gitlab} to log in."""`,
      `JOINED = "${github.slice(0, 10)}" "${github.slice(10)}"`,
      `BYTES = b"${npm}"`,
      `def f(user, key=("x", "${stripe}")):`,
      `    return f"postgresql://{user}:Vq7xLm2Rt9@db.prod.acme.io/{key}"`,
      '',
    ].join('\n')
    writeFileSync(path.join(cwd, 'mod.py'), source)
    const compile =
      'import py_compile; py_compile.compile("mod.py", "mod.pyc", dfile="/home/kaja/work/mod.py")'
    expect((await runProgram([python('3.12'), '-c', compile], cwd, {})).status).toBe(0)
    const findings = await check('bytecode.zip', { 'app/mod.pyc': readFileSync(path.join(cwd, 'mod.pyc')) })
    expect(of(findings, 'app/mod.pyc').sort()).toEqual([
      'error secret-found github',
      'error secret-found gitlab',
      'error secret-found npm',
      'error secret-found stripe',
      'warning build-place',
      'warning secret-found database-connection-string',
    ])
  },
)
