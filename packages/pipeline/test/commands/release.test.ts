/**
 * Most tests build, and an embedded CPython takes seconds to start.
 *
 * @module-tag slow
 */
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { extractTarball } from '@exuvia/files'
import { startTwin } from '@exuvia/github-twin'
import { python, sharedCache } from '@exuvia/test-needs'
import { expect, onTestFinished, test } from 'vitest'
import {
  type RunContext,
  buildRelease,
  checkFiles,
  compileTree,
  inspectSubject,
  publishPaths,
  verifySubject,
} from '../../src/index.ts'

const FILES: Readonly<Record<string, string>> = {
  'pyproject.toml': `[project]
name = "shelf"
version = "1.2.0"
license = "MIT"
[project.scripts]
shelf = "shelf.cli:main"
[tool.exuvia]
targets = ["cp312"]
[[tool.exuvia.policy.rules]]
path = "shelf/plugins/**"
ship = "both"
reason = "customers read them"
`,
  'src/shelf/__init__.py': '',
  'src/shelf/cli.py': 'from shelf.plugins import first\ndef main():\n    print("shelf", first.VALUE)\n',
  'src/shelf/plugins/__init__.py': '',
  'src/shelf/plugins/first.py': 'VALUE = 7\n',
}

function scratch(files: Readonly<Record<string, string>> = {}, reverse = false): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia pipeline '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of reverse ? Object.entries(files).reverse() : Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return folder
}

function contextFor(cwd: string, env: NodeJS.ProcessEnv = {}): RunContext {
  const merged = {
    ...process.env,
    SOURCE_DATE_EPOCH: '1700000000',
    EXUVIA_CACHE_DIR: sharedCache(),
    ...env,
  }
  return { cwd, env: merged, signal: new AbortController().signal, progress: () => undefined }
}

function paths(list: readonly { readonly path: string }[] = []): string[] {
  return list.map((item) => item.path)
}

const TARBALL = 'shelf-1.2.0-cp312-any.tar.gz'

test('a build in another folder, file order, time zone, locale and umask gives the same bytes', async () => {
  const first = scratch(FILES)
  const second = scratch(FILES, true)
  const one = await buildRelease({}, contextFor(first, { TZ: 'UTC', LC_ALL: 'C' }))
  const before = process.umask(0o077)
  onTestFinished(() => void process.umask(before))
  const other = { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8' }
  const two = await buildRelease({ cache: false }, contextFor(second, other))
  expect(two.files).toEqual(one.files)
  for (const file of one.files)
    expect(readFileSync(path.join(two.folder, file)).equals(readFileSync(path.join(one.folder, file)))).toBe(
      true,
    )
})

test(
  'a module that ships as both is beside its bytecode; the application runs, RECORD lists every file, and verify names changes',
  { tags: ['cp312'] },
  async () => {
    const cwd = scratch(FILES)
    const context = contextFor(cwd)
    await buildRelease({}, context)
    const out = path.join(cwd, 'out')
    await extractTarball(path.join(cwd, 'dist', TARBALL), out)
    const root = path.join(out, 'shelf-1.2.0')
    const names = readdirSync(path.join(root, 'lib', 'shelf'), { recursive: true, encoding: 'utf8' })
    expect(names).toContain('cli.pyc')
    expect(names).not.toContain('cli.py')
    expect(names).toContain('plugins/first.py')
    expect(names).toContain('plugins/__pycache__/first.cpython-312.pyc')
    expect(execFileSync(python('3.12'), ['-B', path.join(root, 'bin', 'shelf')], { encoding: 'utf8' })).toBe(
      'shelf 7\n',
    )
    const script =
      'import importlib.metadata as m, hashlib, base64\nfs = m.distribution("shelf").files\nfor f in fs:\n    b = f.locate().read_bytes()\n    assert f.hash is None or (len(b) == f.size and base64.urlsafe_b64encode(hashlib.sha256(b).digest()).rstrip(b"=").decode() == f.hash.value), f\nprint(len(fs))'
    const env = { ...process.env, PYTHONPATH: path.join(root, 'lib') }
    expect(
      Number(execFileSync(python('3.12'), ['-B', '-c', script], { encoding: 'utf8', env })),
    ).toBeGreaterThan(5)
    expect((await verifySubject(root, {}, context)).outcome).toBe('not-proven')
    appendFileSync(path.join(root, 'lib/shelf/plugins/first.py'), '#')
    rmSync(path.join(root, 'lib/shelf/cli.pyc'))
    writeFileSync(path.join(root, 'lib/new.py'), '')
    const { intact, items } = await verifySubject(root, {}, context)
    expect(intact).toBe(false)
    expect(paths(items[0]?.comparison?.changed)).toEqual(['lib/shelf/plugins/first.py'])
    expect(paths(items[0]?.comparison?.missing)).toEqual(['lib/shelf/cli.pyc'])
    expect(paths(items[0]?.comparison?.extra)).toEqual(['lib/new.py'])
  },
)

test(
  'the manifest divides bytecode by kind, with the sizes of the files inside',
  { tags: ['cp312'] },
  async () => {
    const cwd = scratch(FILES)
    const context = contextFor(cwd)
    const { manifest } = await buildRelease({}, context)
    const [artifact] = manifest.artifacts
    if (artifact?.sizes.kinds === undefined) throw new Error('no kinds')
    const { sizes, files } = artifact
    const { kinds } = artifact.sizes
    const out = path.join(cwd, 'out')
    await extractTarball(path.join(cwd, 'dist', TARBALL), out)
    const script = `
import marshal, sys, types
# What is shared between code objects is written once, so that these are upper bounds.
def walk(code):
    yield len(code.co_code), len(code.co_linetable), len(code.co_exceptiontable)
    for const in code.co_consts:
        if isinstance(const, types.CodeType): yield from walk(const)
rows = [row for name in sys.argv[1:] for row in walk(marshal.loads(open(name, 'rb').read()[16:]))]
print(*map(sum, zip(*rows)))`
    const bytecode = files.filter(({ sourceSize }) => sourceSize !== undefined)
    const named = bytecode.map((file) => path.join(out, 'shelf-1.2.0', file.path))
    const said = execFileSync(python('3.12'), ['-c', script, ...named], { encoding: 'utf8' })
    const [code = 0, lines = 0, exceptions = 0] = said.split(' ').map(Number)
    expect(kinds.code + kinds.caches).toBeLessThanOrEqual(code)
    expect(kinds.code + kinds.caches).toBeGreaterThan(0)
    expect(kinds.lineTables).toBeLessThanOrEqual(lines)
    expect(kinds.exceptionTables).toBeLessThanOrEqual(exceptions)
    expect(Object.values(kinds).reduce((sum, each) => sum + each, 0)).toBe(sizes.bytecode)
    expect(sizes.bytecode).toBe(bytecode.reduce((sum, { size }) => sum + size, 0))
  },
)

test('an archive is judged by the record in its EXUVIA.json if no policy is written', async () => {
  const cwd = scratch(FILES)
  const { folder } = await buildRelease({}, contextFor(cwd))
  const findings = await checkFiles([path.join(folder, TARBALL)], {}, contextFor(scratch()))
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
})

test('publishing with an extra file covers it in SHA256SUMS, a second run changes nothing, and the release verifies', async () => {
  const twin = await startTwin()
  onTestFinished(() => twin.close())
  const cwd = scratch({ ...FILES, 'notes.txt': 'hello\n', 'loose.py': 'x = 1\n' })
  const context = contextFor(cwd, { GITHUB_API_URL: twin.url, GITHUB_TOKEN: twin.token })
  await buildRelease({}, context)
  const options = { paths: ['dist', 'notes.txt'], repository: 'octocat/hello' }
  expect(await publishPaths(options, context)).toMatchObject({ changed: true, published: true })
  expect(await publishPaths(options, context)).toMatchObject({ changed: false, uploaded: [] })
  const report = await verifySubject('octocat/hello@v1.2.0', {}, context)
  expect(report.intact).toBe(true)
  expect(report.items.map(({ name }) => name)).toContain('notes.txt')
  await expect(publishPaths({ ...options, paths: ['dist', 'loose.py'] }, context)).rejects.toMatchObject({
    code: 'against-policy',
  })
  appendFileSync(path.join(cwd, 'dist', TARBALL), 'x')
  await expect(publishPaths(options, context)).rejects.toMatchObject({ code: 'artifact-changed' })
})

test(
  'compile keeps the earlier output until everything compiles, and a timestamp header fits the source beside it',
  { tags: ['cp312'] },
  async () => {
    const cwd = scratch({
      'in/mod.py': 'VALUE = 1\n',
      'in/data.txt': 'd',
      'bad/mod.py': 'def f(:\n',
      'out/old.txt': '',
    })
    const context = contextFor(cwd)
    const options = {
      sources: ['bad'],
      out: 'out',
      runtime: 'cp312',
      optimize: 0,
      docstrings: 'keep',
      layout: 'pycache',
      invalidation: 'timestamp',
      normalise: true,
      debug: 'lines',
      toolchain: 'auto',
      keepSource: true,
      cache: false,
      exclude: [],
      clean: true,
    } as const
    await expect(compileTree(options, context)).rejects.toMatchObject({ code: 'compile-failed' })
    expect(readdirSync(path.join(cwd, 'out'))).toEqual(['old.txt'])
    await compileTree({ ...options, sources: ['in'] }, context)
    expect(readdirSync(path.join(cwd, 'out')).sort()).toEqual(['__pycache__', 'data.txt', 'mod.py'])
    const log = execFileSync(
      python('3.12'),
      [
        '-B',
        '-c',
        'import importlib.util as u, os\ns=open("mod.py","rb").read()\nh=open(u.cache_from_source("mod.py"),"rb").read(16)\nprint(int.from_bytes(h[8:12],"little")==int(os.stat("mod.py").st_mtime), int.from_bytes(h[12:],"little")==len(s))',
      ],
      { cwd: path.join(cwd, 'out'), encoding: 'utf8' },
    )
    expect(log.trim()).toBe('True True')
  },
)

test(
  'bytecode for a Python older than hash headers has a timestamp by default',
  { tags: ['cp36'] },
  async () => {
    const cwd = scratch({ 'in/mod.py': 'X = 1\n' })
    const options = {
      sources: ['in'],
      out: 'out',
      runtime: 'cp36',
      optimize: 0,
      docstrings: 'keep',
      layout: 'legacy',
      invalidation: undefined,
      normalise: true,
      debug: 'lines',
      toolchain: 'auto',
      keepSource: false,
      cache: false,
      exclude: [],
      clean: true,
    } as const
    await compileTree(options, contextFor(cwd))
    const header = async () => {
      const found = await inspectSubject('out/mod.pyc', {}, contextFor(cwd))
      return found.kind === 'pyc' ? found.header : undefined
    }
    expect(await header()).toMatchObject({ kind: 'timestamp', sourceSize: 6 })
    await compileTree({ ...options, runtime: 'cp312' }, contextFor(cwd))
    expect(await header()).toMatchObject({ kind: 'unchecked-hash' })
    await expect(
      compileTree({ ...options, invalidation: 'checked-hash' }, contextFor(cwd)),
    ).rejects.toMatchObject({ code: 'no-hash-header' })
  },
)

test('compile and build report what does not compile in the same words', async () => {
  const files = {
    'src/app/__init__.py': 'X = 1\n',
    'src/app/bad.py': 'def (:\n',
    'src/app/worse.py': 'class\n',
    'pyproject.toml':
      '[project]\nname = "app"\nversion = "1.0"\nlicense = "MIT"\n[tool.exuvia]\ntargets = ["cp312"]\n',
  }
  const context = contextFor(scratch(files))
  const options = {
    sources: ['src'],
    out: 'out',
    runtime: 'cp312',
    optimize: 0,
    docstrings: 'keep',
    layout: 'legacy',
    invalidation: undefined,
    normalise: true,
    debug: 'lines',
    toolchain: 'auto',
    keepSource: false,
    cache: false,
    exclude: [],
    clean: true,
  } as const
  for (const run of [() => compileTree(options, context), () => buildRelease({}, context)]) {
    await expect(run()).rejects.toMatchObject({
      code: 'compile-failed',
      message: '2 files failed to compile',
      hint: expect.stringMatching(/^correct them, or /),
    })
  }
})
