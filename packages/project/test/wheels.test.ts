import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ExuviaError, type Inventory } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { openContent, readContent, readWheel } from '../src/index.ts'
import { cleanUp, makeProject, python, pyproject, read } from './helpers.ts'
import { indexWheels } from './index-files.ts'
import { MAKE, makeWheel } from './make-wheel.ts'

cleanUp()

const folder = (): Promise<string> => makeProject({})
const names = async (root: string, target: string): Promise<string[]> => {
  const inventory = await read(root, { targets: [target], dependencies: { wheelhouse: ['wheels'] } })
  expect(inventory.findings.filter((item) => item.severity === 'error')).toEqual([])
  return inventory.targets.map(
    (item) => `${item.target.runtime}-${item.target.platform}: ${item.distributions.join(', ')}`,
  )
}

describe('wheels from the package index', () => {
  test('are read with the same files that Python unpacks', { tags: ['pypi'] }, async () => {
    const wheels = await indexWheels()
    const files = (await readdir(wheels)).filter((name) => name.endsWith('.whl'))
    expect(files).toHaveLength(7)
    for (const name of files) {
      const path = join(wheels, name)
      const wheel = await readWheel(path)
      expect({ name, findings: wheel.findings }).toEqual({ name, findings: [] })
      const golden = await python<Record<string, string>>(
        `import hashlib, json, sys, zipfile
z = zipfile.ZipFile(json.loads(sys.argv[1]))
print('\\n@@' + json.dumps({n: hashlib.sha256(z.read(n)).hexdigest() for n in z.namelist() if not n.endswith(('RECORD', '/'))}))`,
        path,
      )
      const ours: Record<string, string> = {}
      for (const file of wheel.files.filter((item) => item.path.startsWith('lib/'))) {
        const bytes = await readContent(file.content)
        expect(bytes.length).toBe(file.size)
        ours[file.path.slice(4)] = Buffer.from(
          await crypto.subtle.digest('SHA-256', Buffer.from(bytes)),
        ).toString('hex')
      }
      expect({ name, files: ours }).toEqual({ name, files: golden })
    }
  })

  test('give name, licence, and whether they are native', { tags: ['pypi'] }, async () => {
    const wheels = await indexWheels()
    const six = await readWheel(join(wheels, 'six-1.16.0-py2.py3-none-any.whl'))
    expect([six.name, six.version, six.native, six.requiresPython]).toEqual([
      'six',
      '1.16.0',
      false,
      '>=2.7, !=3.0.*, !=3.1.*, !=3.2.*',
    ])
    expect(six.license).toMatchObject({ expression: 'MIT', source: 'classifier' })
    expect(six.files.map((file) => `${file.role} ${file.path}`)).toContain('license LICENSES/six/LICENSE')
    const native = (await readdir(wheels)).find((name) => name.includes('win_amd64')) ?? ''
    const markupsafe = await readWheel(join(wheels, native))
    expect(markupsafe.native).toBe(true)
    expect(markupsafe.license).toMatchObject({ expression: 'BSD-3-Clause', source: 'license-text' })
  })
})

const project = (dependencies: string[]): Promise<string> =>
  makeProject({
    'pyproject.toml': pyproject('setuptools.build_meta', `dependencies = ${JSON.stringify(dependencies)}\n`),
    'src/tide_mark/__init__.py': '',
  })

const real = async (root: string, target: string, extra: Record<string, string[]> = {}): Promise<Inventory> =>
  read(root, { targets: [target], dependencies: { wheelhouse: [await indexWheels()], ...extra } })

/** The tests share a wheelhouse, so some of its wheels are always unused. */
const codes = (inventory: Inventory): string[] =>
  inventory.findings
    .filter(({ code }) => code !== 'wheels-unused')
    .map((item) => `${item.severity} ${item.code} ${item.subject.distribution} ${item.subject.target}`)

describe('a project with dependencies', () => {
  test('that are all pure has a target for any platform', { tags: ['pypi'] }, async () => {
    const inventory = await real(await project(['six', 'click']), 'cp312')
    expect(inventory.targets.map((item) => item.target)).toEqual([{ runtime: 'cp312', platform: 'any' }])
    expect(inventory.distributions.map((item) => item.normalizedName)).toEqual([
      'tide-mark',
      'click',
      'colorama',
      'six',
    ])
    expect(codes(inventory)).toEqual([])
  })

  test('of which an indirect one is native has a target for each platform', { tags: ['pypi'] }, async () => {
    const inventory = await real(await project(['jinja2']), 'cp312')
    expect(inventory.targets.map((item) => item.target.platform)).toEqual([
      'macosx_10_13_universal2',
      'manylinux_2_17_x86_64',
      'win_amd64',
    ])
    expect(codes(inventory)).toEqual([])
    expect(new Set(inventory.targets.map((item) => item.distributions[2])).size).toBe(3)
  })

  test(
    'that are native refuses any platform, and names the targets to write',
    { tags: ['pypi'] },
    async () => {
      const inventory = await real(await project(['jinja2']), 'cp312-any')
      expect(codes(inventory)).toEqual(['error wheel-missing MarkupSafe cp312-any'])
      expect(inventory.findings[0]?.args['available']).toEqual([
        expect.stringMatching(
          /^cp312-macosx_10_13_universal2, cp312-manylinux_2_17_x86_64, cp312-win_amd64 /,
        ),
      ])
    },
  )

  test('without a wheel for the written platform names the available ones', { tags: ['pypi'] }, async () => {
    const inventory = await real(await project(['markupsafe']), 'cp312-musllinux_1_2_x86_64')
    expect(codes(inventory)).toEqual(['error wheel-missing markupsafe cp312-musllinux_1_2_x86_64'])
  })

  test('without any wheel is an error, unless the customer supplies it', { tags: ['pypi'] }, async () => {
    const root = await project(['nowhere>=2', 'six'])
    expect(codes(await real(root, 'cp312'))).toEqual(['error dependency-missing nowhere cp312-any'])
    expect(codes(await real(root, 'cp312', { provided: ['Nowhere'] }))).toEqual([])
  })

  test('without a lock file and a wheelhouse is refused, unless the customer supplies all', async () => {
    const root = await project(['nowhere>=2', 'six', "only-win; sys_platform == 'win32'"])
    const targets = ['cp311', 'cp312']
    const { findings } = await read(root, { targets })
    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'error dependencies-without-source',
    ])
    const distributions = ['nowhere >=2', 'only-win', 'six']
    expect(findings[0]?.args).toMatchObject({ project: 'tide-mark', distributions })
    const conditional = await read(await project(["only-win; sys_platform == 'win32'"]), { targets })
    expect(conditional.findings).toMatchObject([{ code: 'dependencies-without-source', severity: 'warning' }])
    // Markers give each target another list, and the cause is one.
    const linux = ['cp311-manylinux_2_28_x86_64', 'cp312-win_amd64']
    const { findings: several } = await read(root, { targets: linux })
    expect(several.map(({ code, args }) => [code, args['distributions']])).toEqual([
      ['dependencies-without-source', ['nowhere >=2', 'only-win', 'six']],
    ])
    expect(codes(await read(root, { targets, dependencies: { provided: ['*'] } }))).toEqual([])
  })

  test('whose wheel has another version reports that', { tags: ['pypi'] }, async () => {
    const inventory = await real(await project(['six>=2']), 'cp312')
    expect(inventory.findings[0]).toMatchObject({
      code: 'wheel-missing',
      args: { distribution: 'six >=2', available: ['six-1.16.0-py2.py3-none-any.whl'] },
    })
  })

  test('follows markers and Requires-Python of the target', { tags: ['pypi'] }, async () => {
    const root = await project(["six; python_version < '3'", "click; sys_platform == 'win32'"])
    expect((await real(root, 'cp312-win_amd64')).distributions.map((item) => item.name)).toEqual([
      'tide-mark',
      'click',
      'colorama',
    ])
    expect((await real(root, 'cp312-manylinux_2_28_x86_64')).distributions).toHaveLength(1)
    expect(codes(await real(await project(['six', 'markupsafe']), 'cp26-any'))).toContain(
      'error requires-python six cp26-any',
    )
  })

  test(
    'uses a platform that all native ones share, with the highest requirement',
    { tags: ['python3'] },
    async () => {
      const root = await project(['one', 'two[fast]'])
      const wheels = join(root, 'wheels')
      const native = (name: string, tag: string, metadata = ''): Promise<string> =>
        makeWheel(wheels, { [`${name}/_x.so`]: 'x' }, { name, tag: `cp312-cp312-${tag}`, metadata })
      await native('one', 'manylinux_2_17_x86_64.manylinux2014_x86_64')
      await native('one', 'manylinux_2_34_x86_64')
      await native('one', 'win_amd64')
      await native('one', 'macosx_10_9_universal2')
      await native(
        'two',
        'manylinux_2_28_x86_64',
        "Provides-Extra: fast\nRequires-Dist: three; extra == 'fast'\n",
      )
      await native('two', 'macosx_12_0_arm64', "Requires-Dist: three; extra == 'fast'\n")
      await native('three', 'manylinux2014_x86_64')
      await native('three', 'macosx_11_0_arm64')
      expect(await names(root, 'cp312')).toEqual([
        'cp312-macosx_12_0_arm64: tide-mark==1.2.0, one==1.0 one-1.0-cp312-cp312-macosx_10_9_universal2.whl, three==1.0 three-1.0-cp312-cp312-macosx_11_0_arm64.whl, two==1.0 two-1.0-cp312-cp312-macosx_12_0_arm64.whl',
        'cp312-manylinux_2_28_x86_64: tide-mark==1.2.0, one==1.0 one-1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl, three==1.0 three-1.0-cp312-cp312-manylinux2014_x86_64.whl, two==1.0 two-1.0-cp312-cp312-manylinux_2_28_x86_64.whl',
      ])
    },
  )

  test('uses a version that satisfies every distribution', { tags: ['python3'] }, async () => {
    const root = await project(['one', 'two'])
    const wheels = join(root, 'wheels')
    for (const version of ['1.0', '1.5', '2.0'])
      await makeWheel(wheels, { 'one.py': '' }, { name: 'one', version })
    await makeWheel(wheels, { 'two.py': '' }, { name: 'two', metadata: 'Requires-Dist: one <2\n' })
    expect(await names(root, 'cp312')).toEqual([
      'cp312-any: tide-mark==1.2.0, one==1.5 one-1.5-py3-none-any.whl, two==1.0 two-1.0-py3-none-any.whl',
    ])
  })

  test(
    'for any platform includes what only some platforms require, and warns if it is missing',
    { tags: ['pypi', 'python3'] },
    async () => {
      const root = await project([
        'one',
        "two; sys_platform == 'win32'",
        "three; sys_platform == 'win32' and python_version < '3'",
      ])
      await makeWheel(
        join(root, 'wheels'),
        { 'one.py': '' },
        { name: 'one', metadata: "Requires-Dist: six; os_name == 'nt'\n" },
      )
      const wheelhouse = [await indexWheels(), 'wheels']
      const inventory = await read(root, { dependencies: { wheelhouse } })
      expect(inventory.distributions.map((item) => item.name)).toEqual(['tide-mark', 'one', 'six'])
      expect(codes(inventory)).toEqual(['warning dependency-missing two cp312-any'])
    },
  )

  test('uses an older version if the newest does not run on the target', { tags: ['python3'] }, async () => {
    const root = await project(['one'])
    await makeWheel(
      join(root, 'wheels'),
      { 'one.py': '' },
      { name: 'one', version: '2.0', metadata: 'Requires-Python: >=3.12\n' },
    )
    await makeWheel(join(root, 'wheels'), { 'one.py': '' }, { name: 'one', version: '1.0' })
    expect(await names(root, 'cp311')).toEqual([
      'cp311-any: tide-mark==1.2.0, one==1.0 one-1.0-py3-none-any.whl',
    ])
    expect(await names(root, 'cp312')).toEqual([
      'cp312-any: tide-mark==1.2.0, one==2.0 one-2.0-py3-none-any.whl',
    ])
  })

  test('names files that two distributions put in one place', { tags: ['python3'] }, async () => {
    const root = await project(['one', 'two'])
    const wheels = join(root, 'wheels')
    const shared = { 'ns/__init__.py': '# same', 'ns/util.py': '# one' }
    await makeWheel(wheels, shared, { name: 'one' })
    await makeWheel(wheels, { ...shared, 'ns/util.py': '# two' }, { name: 'two' })
    const inventory = await read(root, { dependencies: { wheelhouse: ['wheels'] } })
    expect(codes(inventory)).toEqual([])
    expect(inventory.shared).toEqual([
      {
        target: 'cp312-any',
        copies: ['one', 'two'].map((name) => ({
          distribution: `${name}==1.0 ${name}-1.0-py3-none-any.whl`,
          path: 'lib/ns/util.py',
          sha256: createHash('sha256').update(`# ${name}`).digest('hex'),
        })),
      },
    ])
  })
})

describe('the parts of a wheel go where the format puts them', () => {
  test(
    'data folders, scripts, licences; files without effect are left out',
    { tags: ['python3'] },
    async () => {
      const path = await makeWheel(await folder(), {
        'gull.py': '',
        'gull.pth': 'import gull',
        'old.pyc': 'x',
        '__pycache__/gull.cpython-312.pyc': 'x',
        'gull-1.0.data/purelib/wing.py': '',
        'gull-1.0.data/platlib/beak.py': '',
        'gull-1.0.data/scripts/gull-fly': '#!python -S\nprint(1)\n',
        'gull-1.0.data/scripts/gull-sh': '#!/bin/sh\n',
        'gull-1.0.data/data/share/man/man1/gull.1': '.TH',
        'gull-1.0.data/headers/gull.h': '',
        'gull-1.0.dist-info/licenses/src/LICENSE': 'MIT License',
        'gull-1.0.dist-info/NOTICE.txt': 'notice',
        'gull-1.0.dist-info/INSTALLER': 'pip',
        'gull-1.0.dist-info/direct_url.json': '{}',
        'gull-1.0.dist-info/entry_points.txt':
          '[console_scripts]\ngull = gull:main\n[gui_scripts]\ngullw = gull:gui.main [x]\n',
      })
      const wheel = await readWheel(path)
      expect(wheel.files.map((file) => `${file.role} ${file.path}`)).toEqual([
        'license LICENSES/gull/NOTICE.txt',
        'license LICENSES/gull/src/LICENSE',
        'script bin/gull-sh',
        'python lib/beak.py',
        'metadata lib/gull-1.0.dist-info/METADATA',
        'license lib/gull-1.0.dist-info/NOTICE.txt',
        'metadata lib/gull-1.0.dist-info/WHEEL',
        'metadata lib/gull-1.0.dist-info/entry_points.txt',
        'license lib/gull-1.0.dist-info/licenses/src/LICENSE',
        'python lib/gull.py',
        'data lib/old.pyc',
        'python lib/wing.py',
        'python libexec/gull-fly.py',
        'data share/man/man1/gull.1',
      ])
      const text = async (name: string): Promise<string> => {
        const file = wheel.files.find((item) => item.path === name)
        return file === undefined ? '' : Buffer.from(await readContent(file.content)).toString()
      }
      expect(await text('libexec/gull-fly.py')).toBe('#!python -S\nprint(1)\n')
      expect(await text('bin/gull-sh')).toBe('#!/bin/sh\n')
      expect(wheel.entryPoints).toEqual([
        { name: 'gull', module: 'gull', attribute: 'main', gui: false },
        { name: 'gullw', module: 'gull', attribute: 'gui.main', gui: true },
      ])
      expect(wheel.findings.map((item) => item.code).sort()).toEqual([
        'file-skipped',
        'file-skipped',
        'pth-not-run',
      ])
      expect(wheel.license).toMatchObject({ expression: 'MIT', source: 'guess' })
    },
  )
})

describe('a damaged or unsafe wheel', () => {
  test.each([
    [
      'a changed file',
      { record: [{ drop: 'gull.py', add: [`gull.py,sha256=${'A'.repeat(43)},1`] }] },
      /digest differs/,
    ],
    [
      'another size',
      { record: [{ drop: 'gull.py', add: ['gull.py,sha256=x,7'] }] },
      /7 bytes, and the file has 1/,
    ],
    ['a file that RECORD lacks', { record: [{ drop: 'gull.py' }] }, /gull\.py: the file is not in RECORD/],
    ['a file that is missing', { record: [{ drop: '-', add: ['gone.py,sha256=x,1'] }] }, /not in the wheel/],
    ['a weak digest', { record: [{ drop: 'gull.py', add: ['gull.py,md5=x,1'] }] }, /weak digest "md5"/],
    ['no RECORD', { hasRecord: false }, /RECORD is missing/],
  ])('%s is found', { tags: ['python3'] }, async (_name, options, detail) => {
    const wheel = await readWheel(await makeWheel(await folder(), { 'gull.py': 'x' }, options))
    expect(wheel.findings).toHaveLength(1)
    expect(wheel.findings[0]).toMatchObject({
      code: 'wheel-record-mismatch',
      severity: 'error',
      args: { detail: expect.stringMatching(detail) as string },
    })
  })

  test(
    'identical copies of a file are found, and different ones are refused',
    { tags: ['python3'] },
    async () => {
      const wheel = await readWheel(await twice('x = 1', 'x = 1'))
      expect(wheel.findings.map(({ args }) => args['detail'])).toEqual([
        'gull.py: RECORD has 2 rows for the file, and 1 more',
      ])
      expect(wheel.files.filter(({ path }) => path === 'lib/gull.py')).toHaveLength(1)
      await expect(readWheel(await twice('x = 1', 'x = 2'))).rejects.toMatchObject({ code: 'archive-unsafe' })
    },
  )

  test.each([
    ['..', { '../evil.py': '' }, {}],
    ['an absolute path', { '/evil.py': '' }, {}],
    ['a drive', { 'C:/evil.py': '' }, {}],
    ['a backslash', { 'a\\..\\..\\evil.py': '' }, {}],
    ['names that differ in case', { 'Gull.py': '', 'gull.py': '' }, {}],
    ['a symbolic link', { link: '/etc/passwd' }, { modes: { link: 0o120777 } }],
  ])('%s is refused', { tags: ['python3'] }, async (_name, files, options) => {
    const path = await makeWheel(await folder(), files, options)
    await expect(readWheel(path)).rejects.toMatchObject({ kind: 'refused', code: 'archive-unsafe' })
  })

  test('a device is refused', { tags: ['python3'] }, async () => {
    const path = await makeWheel(await folder(), { dev: '' }, { modes: { dev: 0o060666 } })
    await expect(readWheel(path)).rejects.toMatchObject({ kind: 'refused', code: 'archive-unsupported' })
  })

  test.each([
    [
      'of another name',
      { 'x.py': '' },
      { metadata: '' },
      'other-1.0-py3-none-any.whl',
      /file name says otherwise/,
    ],
    ['of another version', { 'x.py': '' }, {}, 'gull-2.0-py3-none-any.whl', /file name says otherwise/],
    [
      'with two dist-info folders',
      { 'other-1.0.dist-info/METADATA': '' },
      {},
      undefined,
      /one \.dist-info folder; this one has 2/,
    ],
  ])('%s is refused', { tags: ['python3'] }, async (_name, files, options, renamed, message) => {
    const place = await folder()
    let path = await makeWheel(place, files, options)
    if (renamed !== undefined) {
      const bytes = await readFile(path)
      path = join(place, renamed)
      await writeFile(path, bytes)
    }
    await expect(readWheel(path)).rejects.toThrow(message)
  })

  test('that is not a zip, or is truncated, is refused', { tags: ['python3'] }, async () => {
    const place = await folder()
    const path = await makeWheel(place, { 'gull.py': 'x'.repeat(10_000) })
    const bytes = await readFile(path)
    await writeFile(join(place, 'gull-3-py3-none-any.whl'), 'no zip')
    await expect(readWheel(join(place, 'gull-3-py3-none-any.whl'))).rejects.toMatchObject({
      code: 'archive-damaged',
    })
    await writeFile(path, bytes.subarray(0, bytes.length - 100))
    await expect(readWheel(path)).rejects.toMatchObject({ code: 'archive-damaged' })
  })

  test(
    'with any changed byte is refused or reported, or its files are unchanged',
    { tags: ['python3'] },
    async () => {
      const place = await folder()
      const path = await makeWheel(place, { 'gull.py': 'print("gull")\n' })
      const good = await readFile(path)
      const harm: number[] = []
      for (let at = 0; at < good.length; at += 3) {
        const bad = Buffer.from(good)
        bad.writeUInt8(bad.readUInt8(at) ^ 0xff, at)
        const copy = join(place, 'changed')
        await mkdir(copy, { recursive: true })
        const broken = join(copy, 'gull-1.0-py3-none-any.whl')
        await writeFile(broken, bad)
        if (!(await isNoticedOrHarmless(broken))) harm.push(at)
      }
      expect(harm).toEqual([])
    },
  )
})

async function isNoticedOrHarmless(path: string): Promise<boolean> {
  try {
    const wheel = await readWheel(path)
    if (wheel.findings.length > 0) return true
    const file = wheel.files.find((item) => item.path === 'lib/gull.py')
    return file !== undefined && Buffer.from(await readContent(file.content)).toString() === 'print("gull")\n'
  } catch (error) {
    return error instanceof ExuviaError
  }
}

describe('contents', () => {
  test('are read in pieces or at once, within bounds', async () => {
    const root = await makeProject({ a: 'x'.repeat(200_000) })
    const content = { kind: 'disk', path: join(root, 'a') } as const
    let pieces = 0
    for await (const piece of openContent(content)) pieces += piece.length
    expect(pieces).toBe(200_000)
    await expect(readContent(content, 1000)).rejects.toMatchObject({ code: 'file-too-large' })
    await expect(
      readContent({ kind: 'zip', archive: join(root, 'b.whl'), entry: 'x' }),
    ).rejects.toMatchObject({
      kind: 'outside',
      code: 'unreadable',
    })
    await expect(readContent({ kind: 'disk', path: join(root, 'b') })).rejects.toMatchObject({
      kind: 'outside',
      code: 'unreadable',
    })
  })
})

/** Writes a wheel that contains gull.py two times. */
async function twice(first: string, second: string): Promise<string> {
  const path = join(await folder(), 'gull-1.0-py3-none-any.whl')
  const entries = [
    ['gull-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\nName: gull\nVersion: 1.0\n'],
    ['gull-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\nTag: py3-none-any\n'],
    ['gull.py', first],
    ['gull.py', second],
  ]
  await python(MAKE, [path, entries, { distInfo: 'gull-1.0.dist-info' }])
  return path
}

test(
  'licence lines and wheels that no target uses are reported, one finding each',
  { tags: ['pypi'] },
  async () => {
    const root = await project(['six'])
    const { findings } = await read(root, {
      targets: ['cp311', 'cp312'],
      dependencies: { wheelhouse: [await indexWheels()] },
      licenses: { six: 'MIT', 'left-pad': 'MIT' },
    })
    expect(findings.map(({ code, args }) => [code, args['distributions'] ?? args['wheels']])).toEqual([
      ['licenses-unused', ['left-pad']],
      [
        'wheels-unused',
        [
          'MarkupSafe-3.0.2-cp312-cp312-macosx_10_13_universal2.whl',
          expect.stringMatching(/^MarkupSafe-3\.0\.2-cp312-cp312-manylinux/),
          'MarkupSafe-3.0.2-cp312-cp312-win_amd64.whl',
          'click-8.1.7-py3-none-any.whl',
          'colorama-0.4.6-py2.py3-none-any.whl',
          'jinja2-3.1.4-py3-none-any.whl',
        ],
      ],
    ])
  },
)
