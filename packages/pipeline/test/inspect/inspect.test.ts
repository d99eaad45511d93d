/**
 * The archive that every test here reads is packed by CPython 3.12.
 *
 * @module-tag cp312
 */
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { python as pythonOf } from '@exuvia/test-needs'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Inspection, type RunContext, diffSubjects, inspectSubject } from '../../src/index.ts'

const MAKE = fileURLToPath(new URL('make.py', import.meta.url))

function contextFor(cwd: string): RunContext {
  return { cwd, env: process.env, signal: new AbortController().signal, progress: () => undefined }
}

function scratch(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia inspect '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

type Archive = Extract<Inspection, { kind: 'archive' | 'folder' }>

async function inspectArchive(file: string): Promise<Archive> {
  const found = await inspectSubject(file, {}, contextFor('/'))
  if (found.kind !== 'archive' && found.kind !== 'folder') throw new Error('no archive')
  return found
}

function sum(kinds: object): number {
  return Object.values(kinds).reduce<number>((total, each) => total + Number(each), 0)
}

let root = ''
let python = ''
/** `fresh compiled`, as the interpreter imported it. */
let imported: readonly string[] = []
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'exuvia inspect '))
  python = pythonOf('3.12')
  imported = execFileSync(python, [MAKE, root, 'import'], { encoding: 'utf8' }).trim().split('\n')
  return () => rmSync(root, { recursive: true, force: true })
})

describe('an archive', () => {
  const FORMS = ['app-1.0.tar.gz', 'app-1.0.tar', 'app-1.0.zip', 'app-1.0']

  test.each(FORMS)('%s: the report has kinds that add up, Pythons, paths and problems', async (name) => {
    const archive = await inspectArchive(path.join(root, name))
    expect(archive.kind).toBe(name === 'app-1.0' ? 'folder' : 'archive')
    expect(sum(archive.kinds)).toBe(archive.forms.pyc.bytes)
    for (const member of archive.members.filter(({ form }) => form === 'pyc')) {
      expect(sum({ ...member.kinds })).toBe(member.size)
    }
    expect(archive.loadableBy.map(({ words, files }) => [words, files])).toEqual([
      ['CPython 3.12', 12],
      ['a CPython newer than 3.15 (magic number 3999)', 1],
    ])
    expect(archive.headers).toEqual({ timestamp: 3, 'checked-hash': 2, 'unchecked-hash': 8 })
    const top = name === 'app-1.0' ? '' : 'app-1.0/'
    const told = archive.problems.map(({ code, path: place }) => `${code} ${place.replace(top, '')}`)
    expect(told.toSorted()).toEqual([
      'broken lib/cut.pyc',
      'broken lib/text.pyc',
      'mixed ',
      'nested inner.zip',
      'never-imports pkg/__pycache__/gone.cpython-312.pyc',
      'never-imports pkg/beside.pyc',
      'stale pkg/__pycache__/checked_stale.cpython-312.pyc',
      'stale pkg/__pycache__/time_stale.cpython-312.pyc',
      'stale pkg/__pycache__/unchecked_stale.cpython-312.pyc',
      'wrong-tag pkg/__pycache__/tag.cpython-311.pyc',
    ])
    expect(archive.givesAway.paths.map(({ path: place, found }) => `${found} ${place}`)).toEqual([
      'file-name /srv/build/',
      'string /home/kai/data',
    ])
    expect(archive.givesAway).toMatchObject({ functions: 1, classes: 1 })
  })

  test('reports stale bytecode that Python compiles again or runs anyway', async () => {
    const { problems } = await inspectArchive(path.join(root, 'app-1.0.tar.gz'))
    const stale = problems.filter(({ code }) => code === 'stale')
    const again = stale.filter(({ message }) => message.endsWith('Python compiles the source again'))
    const names = (list: typeof stale): string[] =>
      list.map((item) => path.basename(item.path).split('.')[0] ?? '')
    // The modules that the interpreter loaded from the changed source.
    const taken = imported.filter((line) => line.endsWith(' other source')).map((line) => line.split(' ')[0])
    expect(names(again)).toEqual(taken)
    expect(names(stale).filter((name) => !taken.includes(name))).toEqual(['unchecked_stale'])
    expect(imported).toContain('unchecked_stale compiled')
  })

  test(
    'of a whole standard library: the sizes add up in a folder, a tar.gz and a zip',
    { timeout: 120_000, tags: ['tar'] },
    async () => {
      const folder = scratch()
      const library = path.join(path.dirname(path.dirname(python)), 'lib', 'python3.12', 'email')
      cpSync(library, path.join(folder, 'email'), { recursive: true })
      execFileSync('tar', ['-czf', 'email.tar.gz', 'email'], { cwd: folder })
      execFileSync(python, ['-m', 'zipfile', '-c', 'email.zip', 'email'], { cwd: folder })
      execFileSync(python, ['-m', 'compileall', '-q', '-b', 'email'], { cwd: folder })
      for (const name of ['email', 'email.tar.gz', 'email.zip']) {
        const { kinds, forms, members } = await inspectArchive(path.join(folder, name))
        expect(sum(kinds)).toBe(forms.pyc.bytes)
        expect(forms.pyc.bytes).toBe(
          members.filter(({ form }) => form === 'pyc').reduce((total, { size }) => total + size, 0),
        )
        expect(kinds.unread).toBe(0)
      }
    },
  )

  test('--member describes one file by its path, with or without the top folder', async () => {
    const archive = path.join(root, 'app-1.0.tar.gz')
    const context = contextFor(root)
    for (const member of ['app-1.0/lib/plain.pyc', 'lib/plain.pyc', './lib/plain.pyc']) {
      const found = await inspectSubject(archive, { member }, context)
      expect(found).toMatchObject({ kind: 'pyc', file: `${archive}: ${member}`, runtime: 'cp312' })
    }
    const wrong = inspectSubject(archive, { member: 'lib/plan.pyc' }, context)
    await expect(wrong).rejects.toMatchObject({ code: 'no-member', hint: 'did you mean lib/plain.pyc?' })
    const link = inspectSubject(archive, { member: 'lib/link.pyc' }, context)
    await expect(link).rejects.toMatchObject({ code: 'not-bytecode' })
    const cut = inspectSubject(archive, { member: 'lib/cut.pyc' }, context)
    await expect(cut).rejects.toThrow(/lib\/cut\.pyc: the bytecode is cut off at offset 100: /)
  })
})

/** A zip of one deflated file. */
function zipOf(name: string, content: Uint8Array): Uint8Array {
  const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z: z.writestr(sys.argv[2], sys.stdin.buffer.read())`
  const file = path.join(scratch(), 'made.zip')
  execFileSync(python, ['-c', script, file, name], { input: content })
  return readFileSync(file)
}

function copies(): { folder: string; tree: string } {
  const folder = scratch()
  cpSync(path.join(root, 'app-1.0'), path.join(folder, 'app-1.1'), {
    recursive: true,
    verbatimSymlinks: true,
  })
  return { folder, tree: path.join(folder, 'app-1.1') }
}

describe('a file that is not bytecode', () => {
  test.each([
    ['a.py', 'x = 1\n', 'not-bytecode', 'a.py: not bytecode: it is text; compile it first: exuvia compile'],
    [
      'a.bin',
      Uint8Array.from({ length: 64 }, (_, i) => i * 4),
      'not-bytecode',
      'a.bin: not bytecode: its first bytes are of no known format',
    ],
    ['a.pyc', '', 'not-bytecode', 'a.pyc: not bytecode: the file is empty'],
    [
      'a.pyc',
      Uint8Array.of(0xcb),
      'bytecode-too-short',
      'a.pyc: the .pyc header needs 4 bytes, but the file has 1',
    ],
    ['a.7z', Buffer.from('377abcaf271c0004', 'hex'), 'archive-unsupported', /packed with 7-Zip$/],
  ])('%s %j is refused with a reason', async (name, content, code, message) => {
    const folder = scratch()
    writeFileSync(path.join(folder, name), content)
    const found = inspectSubject(name, {}, contextFor(folder))
    await expect(found).rejects.toMatchObject({ code })
    await expect(found).rejects.toThrow(message)
  })

  test('a missing file, a member of a single file, and MicroPython compared with CPython are errors', async () => {
    const folder = scratch()
    const context = contextFor(folder)
    const pyc = path.join(root, 'app-1.0/lib/plain.pyc')
    writeFileSync(path.join(folder, 'm.mpy'), Buffer.from('4d06001f0000', 'hex'))
    await expect(inspectSubject('no.pyc', {}, context)).rejects.toMatchObject({ code: 'no-such-file' })
    await expect(inspectSubject(pyc, { member: 'x' }, context)).rejects.toMatchObject({
      code: 'not-an-archive',
    })
    await expect(diffSubjects('m.mpy', pyc, {}, context)).rejects.toMatchObject({
      code: 'not-comparable-formats',
    })
  })
})

test('a file name that is not UTF-8 is reported', async () => {
  const folder = scratch()
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/m`), Buffer.from([0xff]), Buffer.from('.pyc')]), 'x')
  await expect(inspectArchive(folder)).rejects.toMatchObject({
    code: 'name-not-utf8',
    message: expect.stringMatching(/^the name of .*m\ufffd\.pyc is not UTF-8$/) as string,
  })
})

describe('hostile archives', () => {
  test('a bomb is refused; bytecode that is too large is reported and not parsed', async () => {
    const folder = scratch()
    writeFileSync(path.join(folder, 'bomb.zip'), zipOf('m.pyc', new Uint8Array(200 * 1024 * 1024)))
    await expect(inspectArchive(path.join(folder, 'bomb.zip'))).rejects.toMatchObject({
      code: 'archive-bomb',
    })
    const large = new Uint8Array(17 * 1024 * 1024)
    writeFileSync(path.join(folder, 'large.zip'), zipOf('m.pyc', large))
    const { problems, kinds } = await inspectArchive(path.join(folder, 'large.zip'))
    expect(problems.map(({ code }) => code)).toEqual(['too-large'])
    expect(kinds.unread).toBe(large.length)
    writeFileSync(path.join(folder, 'large.pyc'), large)
    const single = inspectSubject('large.pyc', {}, contextFor(folder))
    await expect(single).rejects.toMatchObject({ code: 'too-large' })
  })

  test('a truncated archive and a path that leads out are refused', async () => {
    const folder = scratch()
    const whole = readFileSync(path.join(root, 'app-1.0.tar.gz'))
    writeFileSync(path.join(folder, 'cut.tar.gz'), whole.subarray(0, whole.length / 2))
    await expect(inspectArchive(path.join(folder, 'cut.tar.gz'))).rejects.toMatchObject({
      code: 'archive-truncated',
    })
    writeFileSync(path.join(folder, 'out.zip'), zipOf('../m.pyc', deflateRawSync('x')))
    await expect(inspectArchive(path.join(folder, 'out.zip'))).rejects.toMatchObject({
      code: 'archive-unsafe',
    })
  })
})

describe('a difference', () => {
  test(
    'between archives of two versions names files by path, and what differs in bytecode',
    { tags: ['tar'] },
    async () => {
      const { folder, tree } = copies()
      rmSync(path.join(tree, 'inner.zip'))
      mkdirSync(path.join(tree, 'new'))
      writeFileSync(path.join(tree, 'new/file.txt'), 'new')
      chmodSync(path.join(tree, 'lib/future.pyc'), 0o755)
      appendFileSync(path.join(tree, 'lib/text.pyc'), '#')
      const source = 'x = "compiled otherwise"\n'
      writeFileSync(path.join(folder, 'more.py'), source)
      execFileSync(python, [
        '-c',
        'import py_compile, sys; py_compile.compile(sys.argv[1], sys.argv[2], dfile="/srv/build/lib/sub/more.py")',
        path.join(folder, 'more.py'),
        path.join(tree, 'lib/sub/more.pyc'),
      ])
      execFileSync('tar', ['-cf', 'app-1.1.tar', 'app-1.1'], { cwd: folder })
      const other = path.join(folder, 'app-1.1.tar')
      const found = await diffSubjects(path.join(root, 'app-1.0.tar.gz'), other, {}, contextFor('/'))
      if (found.kind !== 'archive') throw new Error('no archives')
      expect(found.same).toBe(false)
      expect(found.added).toEqual([{ path: 'new/file.txt', size: 3 }])
      expect(found.removed).toEqual([{ path: 'inner.zip', size: 22 }])
      expect(found.changed.map(({ path: place }) => place)).toEqual([
        'lib/future.pyc',
        'lib/sub/more.pyc',
        'lib/text.pyc',
      ])
      const [mode, more, text] = found.changed
      expect(mode?.modeOnly).toBe(true)
      expect(more?.differences?.map(({ kind }) => kind)).toContain('constants')
      const constants = more?.differences?.find(({ kind }) => kind === 'constants')
      expect(constants?.changes).toEqual([
        { what: 'constant', before: '"compiled"', after: '"compiled otherwise"' },
      ])
      expect(text?.problem).toMatch(/^not bytecode: a \.pyc file has/)
      expect(found.unchanged).toBeGreaterThan(10)
    },
  )

  test('is empty between a folder and its archives, in any order of files', { tags: ['tar'] }, async () => {
    const { folder } = copies()
    const names = readdirSync(path.join(folder, 'app-1.1')).toSorted().toReversed()
    execFileSync('tar', ['-cf', 'other.tar', '--transform', 's,^,top/,S', '-C', 'app-1.1', ...names], {
      cwd: folder,
    })
    const found = await diffSubjects('other.tar', path.join(root, 'app-1.0.tar.gz'), {}, contextFor(folder))
    expect(found).toMatchObject({ same: true, kind: 'archive', added: [], removed: [], changed: [] })
    const tree = await diffSubjects(path.join(root, 'app-1.0'), 'app-1.1', {}, contextFor(folder))
    expect(tree.same).toBe(true)
  })

  test('between a file and a file inside an archive requires its path', async () => {
    const file = path.join(root, 'app-1.0/lib/plain.pyc')
    const archive = path.join(root, 'app-1.0.zip')
    const context = contextFor(root)
    const same = await diffSubjects(file, archive, { member: 'lib/plain.pyc' }, context)
    expect(same).toMatchObject({ kind: 'file', same: true, differences: [] })
    const other = await diffSubjects(archive, file, { member: 'lib/sub/more.pyc' }, context)
    expect(other).toMatchObject({ kind: 'file', same: false })
    await expect(diffSubjects(file, archive, {}, context)).rejects.toMatchObject({
      code: 'not-comparable',
      hint: `name one file of ${archive} with --member PATH`,
    })
    const broken = path.join(root, 'app-1.0/lib/cut.pyc')
    await expect(diffSubjects(file, broken, {}, context)).rejects.toThrow(/^.*cut\.pyc: .*at offset 100/)
  })
})
