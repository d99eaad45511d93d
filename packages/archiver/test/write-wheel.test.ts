import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Entry, writeWheel } from '../src/index.ts'
import { listArchive, run, temporaryFolder, textEntry } from './support.ts'

const MTIME = 1_711_850_400

function wheelEntries(): Entry[] {
  return [
    textEntry(
      'demo_pkg-1.0.dist-info/WHEEL',
      'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    ),
    textEntry('demo_pkg-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\nName: demo-pkg\nVersion: 1.0\n'),
    textEntry('demo_pkg-1.0.dist-info/RECORD', 'out,of,date\n'),
    textEntry('zz_last.py', 'x = 1\n'),
    textEntry('demo_pkg/__init__.py', ''),
    textEntry('demo_pkg/a,b.txt', 'a comma'),
    textEntry('demo_pkg/größe.txt', 'not ASCII'),
    textEntry('demo_pkg-1.0.data/scripts/demo', '#!python\nprint(1)\n', 0o755),
  ]
}

describe('a wheel', () => {
  test('pip installs it, with every file where it belongs', { tags: ['pip'], timeout: 60_000 }, async () => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'demo_pkg-1.0-py3-none-any.whl')
    await writeWheel(file, wheelEntries(), { mtime: MTIME })
    const target = path.join(folder, 'site')
    await run('python3', [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--no-index',
      '--no-compile',
      '--target',
      target,
      file,
    ])
    expect((await readdir(target)).sort()).toEqual([
      'bin',
      'demo_pkg',
      'demo_pkg-1.0.dist-info',
      'zz_last.py',
    ])
  })

  test('has a RECORD at its end that Python confirms', { tags: ['python3'] }, async () => {
    const file = path.join(await temporaryFolder(), 'a.whl')
    await writeWheel(file, wheelEntries(), { mtime: MTIME })
    const script = `
import base64, csv, hashlib, io, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    assert wheel.testzip() is None
    names = wheel.namelist()
    record = 'demo_pkg-1.0.dist-info/RECORD'
    rows = list(csv.reader(io.TextIOWrapper(wheel.open(record), 'utf-8')))
    assert sorted(row[0] for row in rows) == sorted(names), (rows, names)
    for name, digest, size in rows:
        if name == record:
            assert (digest, size) == ('', '')
            continue
        data = wheel.read(name)
        assert int(size) == len(data)
        assert digest == 'sha256=' + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()
    print(names[-3:], [i.external_attr >> 16 for i in wheel.infolist() if i.filename.endswith('/demo')])
    print({i.date_time for i in wheel.infolist()})
`
    const out = await run('python3', ['-c', script, file])
    const info = 'demo_pkg-1.0.dist-info'
    expect(out.split('\n')[0]).toBe(`['${info}/METADATA', '${info}/WHEEL', '${info}/RECORD'] [33261]`)
    expect(out.split('\n')[1]).toBe('{(2024, 3, 31, 2, 0, 0)}')
  })

  test('is read back as it was', async () => {
    const file = path.join(await temporaryFolder(), 'a.whl')
    const { files } = await writeWheel(file, wheelEntries(), { mtime: MTIME })
    const listed = await listArchive(file)
    expect(
      listed.map(({ path: at, size, text }) => ({
        path: at,
        size,
        sha256: createHash('sha256').update(text).digest('hex'),
      })),
    ).toEqual(files)
    expect(listed.every(({ mtime }) => mtime === MTIME)).toBe(true)
    expect(listed.find(({ path: at }) => at.endsWith('scripts/demo'))?.mode).toBe(0o755)
  })

  test.each([0, 315_532_800, 315_540_000, 4_354_819_198, 9e9])(
    'of the time %d has a time that zip supports',
    async (mtime) => {
      const file = path.join(await temporaryFolder(), 'a.whl')
      await writeWheel(file, wheelEntries(), { mtime })
      const [first] = await listArchive(file)
      expect(first?.mtime).toBe(Math.min(Math.max(mtime, 315_532_800), 4_354_819_198))
    },
  )

  test('requires one .dist-info folder', async () => {
    const file = path.join(await temporaryFolder(), 'a.whl')
    await expect(writeWheel(file, [textEntry('a.py', '')], { mtime: MTIME })).rejects.toMatchObject({
      code: 'no-dist-info',
    })
  })

  test.each([
    ['changes its size', { size: 3 }, 'entry-changed'],
    ['cannot be read', { open: () => Promise.reject(new Error('gone')) }, 'entry-unreadable'],
  ])('with a file that %s is not written', async (_, broken, code) => {
    const folder = await temporaryFolder()
    const entries = [...wheelEntries(), { ...textEntry('m.py', 'xx'), ...broken }]
    await expect(writeWheel(path.join(folder, 'a.whl'), entries, { mtime: MTIME })).rejects.toMatchObject({
      code,
    })
    expect(await readdir(folder)).toEqual([])
  })

  test('that is stopped leaves nothing', async () => {
    const folder = await temporaryFolder()
    const controller = new AbortController()
    const endless: Entry = {
      path: 'endless',
      mode: 0o644,
      size: 1024 ** 4,
      open: async function* () {
        for (let count = 0; ; count += 1) {
          if (count === 20) controller.abort()
          yield Buffer.alloc(65_536)
        }
      },
    }
    const writing = writeWheel(path.join(folder, 'a.whl'), [...wheelEntries(), endless], {
      mtime: MTIME,
      signal: controller.signal,
    })
    await expect(writing).rejects.toMatchObject({ kind: 'interrupted' })
    expect(await readdir(folder)).toEqual([])
  })
})
