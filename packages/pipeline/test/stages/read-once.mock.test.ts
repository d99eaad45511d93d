/**
 * Each test builds, and an embedded CPython takes seconds to start.
 *
 * @module-tag slow
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type WrittenArchive, writeTarball } from '@exuvia/archiver'
import { openContent, readContent } from '@exuvia/project'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { type RunContext, buildPart, buildRelease } from '../../src/index.ts'

vi.mock('@exuvia/archiver', { spy: true })
vi.mock('@exuvia/project', { spy: true })

beforeEach(() => {
  vi.clearAllMocks()
})

/** A project that ships a module as bytecode and as source, another with both, and the source of all. */
function project(): RunContext {
  const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia read '))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  mkdirSync(path.join(cwd, 'src/shelf'), { recursive: true })
  const write = (file: string, text: string): void => writeFileSync(path.join(cwd, file), text)
  write(
    'pyproject.toml',
    [
      '[project]\nname = "shelf"\nversion = "1.0"\nlicense = "MIT"',
      '[tool.exuvia]\ntargets = ["cp312-any", "cp312-win_amd64"]',
      '[tool.exuvia.project]\ninclude = ["data.txt"]\n[tool.exuvia.policy]\nsource-twin = "always"',
      'rules = [{ path = "shelf/both.py", ship = "both", reason = "for this test" }]\n',
    ].join('\n'),
  )
  write('src/shelf/__init__.py', 'SHELVES = 3\n')
  write('src/shelf/both.py', 'BOTH = 2\n')
  write('data.txt', 'books\n')
  return {
    cwd,
    env: { ...process.env, EXUVIA_CACHE_DIR: path.join(cwd, '.cache') },
    signal: new AbortController().signal,
    progress: () => undefined,
  }
}

/** How often each file of the project was read: to compile it, and to hash or pack it. */
function reads(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const [content] of [...vi.mocked(openContent).mock.calls, ...vi.mocked(readContent).mock.calls]) {
    if (content.kind !== 'disk') continue
    const name = path.basename(content.path)
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

// Each file is read once to hash it, once for each tarball that contains it, and once to look for secrets and places. A
// source is also read to examine it.
const EXPECTED = {
  // Examined; compiled; in the source twin.
  '__init__.py': 2 + 1 + 1,
  // Examined; compiled; in two tarballs and the source twin.
  'both.py': 2 + 3 + 1,
  // Hashed; in two tarballs and the source twin.
  'data.txt': 1 + 3 + 1,
}

test('a build hashes every file once, and sources while it compiles them', async () => {
  await buildRelease({}, project())
  expect(reads()).toMatchObject(EXPECTED)
})

test('a part lists its files with the known digests', async () => {
  await buildPart({ targets: ['cp312-any', 'cp312-win_amd64'] }, project())
  expect(reads()).toMatchObject(EXPECTED)
})

/** Calls `change` right before or after a tarball is written. */
function meddle(when: 'before' | 'after', change: (out: string) => void): void {
  const real = vi.mocked(writeTarball).getMockImplementation()
  onTestFinished(() => {
    vi.mocked(writeTarball).mockReset()
  })
  vi.mocked(writeTarball).mockImplementation(async (...args): Promise<WrittenArchive> => {
    const original = await vi.importActual<typeof import('@exuvia/archiver')>('@exuvia/archiver')
    if (when === 'before') change(args[0])
    const written = await (real ?? original.writeTarball)(...args)
    if (when === 'after') change(args[0])
    return written
  })
}

test('a file that changes after it was hashed stops the build, even if its size stays', async () => {
  const context = project()
  meddle('before', () => writeFileSync(path.join(context.cwd, 'data.txt'), 'cooks\n'))
  await expect(buildRelease({}, context)).rejects.toMatchObject({
    kind: 'refused',
    code: 'changed-while-packing',
    message: expect.stringContaining('data.txt'),
  })
})

test('a source that changes after it was compiled stops the build if it ships too', async () => {
  const context = project()
  meddle('before', () => writeFileSync(path.join(context.cwd, 'src/shelf/both.py'), 'BOTH = 9\n'))
  await expect(buildRelease({}, context)).rejects.toMatchObject({
    code: 'changed-while-packing',
    message: expect.stringContaining('shelf/both.py'),
  })
})

test('a tarball that does not read back as it was written stops the build, even if its files are correct', async () => {
  const context = project()
  meddle('after', (out) => {
    const bytes = readFileSync(out)
    // The field for the system in a gzip header, which readers ignore.
    bytes[9] = 3
    writeFileSync(out, bytes)
  })
  await expect(buildRelease({}, context)).rejects.toMatchObject({ kind: 'outside', code: 'written-differs' })
  expect(readdirSync(context.cwd)).not.toContain('dist')
})
