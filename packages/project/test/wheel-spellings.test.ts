import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Inventory } from '@exuvia/model'
import { readContent } from '../src/content.ts'
import { readWheel } from '../src/wheel.ts'
import { cleanUp, makeProject, pyproject, read } from './helpers.ts'
import { makeWheel } from './make-wheel.ts'

cleanUp()

const folder = (): Promise<string> => makeProject({})

/** A project that requires `oldie`, whose METADATA has a header more. */
async function withHeader(header: string, targets: string[]): Promise<Inventory> {
  const root = await makeProject({
    'pyproject.toml': pyproject('setuptools.build_meta', 'dependencies = ["oldie"]\n'),
    'src/tide_mark/__init__.py': '',
  })
  await makeWheel(join(root, 'wheels'), { 'oldie.py': '' }, { name: 'oldie', metadata: `${header}\n` })
  return read(root, { targets, dependencies: { wheelhouse: ['wheels'] } })
}

describe('Requires-Python', () => {
  test.each(['>=3.6.*', '>=2.7, !=3.0.*, <4.*', '>=3.6,', '>=3.12.1,<3.12.5'])(
    '"%s" is met on 3.12',
    { tags: ['python3'] },
    async (specifier) => {
      const { findings } = await withHeader(`Requires-Python: ${specifier}`, ['cp312'])
      expect(findings).toEqual([])
    },
  )

  test('that excludes several targets is one error', { tags: ['python3'] }, async () => {
    const { findings } = await withHeader('Requires-Python: <3.9', ['cp38-any', 'cp311-any', 'cp312-any'])
    expect(findings).toEqual([
      {
        code: 'requires-python',
        severity: 'error',
        subject: { distribution: 'oldie' },
        args: { distribution: 'oldie', requires: '<3.9', target: ['cp311-any', 'cp312-any'] },
      },
    ])
  })

  test('that cannot be read is a warning, and the wheel ships', { tags: ['python3'] }, async () => {
    const { findings, targets } = await withHeader('Requires-Python: ~=3', ['cp311', 'cp312'])
    expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'warning requires-python-unread',
    ])
    expect(targets.map(({ distributions }) => distributions.length)).toEqual([2, 2])
  })
})

describe('names and versions of a wheel are compared by PEP 503 and PEP 440', () => {
  test('METADATA may say 1.0.0 where the file name says 1.0', { tags: ['python3'] }, async () => {
    const metadata = 'Metadata-Version: 2.1\nName: Sea.Gull\nVersion: 1.0.0\n'
    const path = await makeWheel(
      await folder(),
      { 'sea_gull-1.0.dist-info/METADATA': metadata },
      { name: 'sea_gull' },
    )
    expect(await readWheel(path)).toMatchObject({ name: 'Sea.Gull', version: '1.0' })
  })

  test('the .data folder may be spelled in another way than .dist-info', { tags: ['python3'] }, async () => {
    const path = await makeWheel(
      await folder(),
      {
        'Sea.Gull-1.0.data/scripts/gull': '#!python\r\nprint(1)\r\n',
        // Only scripts directly in the folder become commands with a launcher.
        'Sea.Gull-1.0.data/scripts/deep/gull': '#!python\r\nprint(1)\r\n',
        'Sea.Gull-1.0.data/purelib/gull_extra.py': '',
        'Sea.Gull-1.0.data/data/share/x.txt': '',
        'models.data/scripts/train': '#!python\n',
      },
      { name: 'sea_gull' },
    )
    const { files } = await readWheel(path)
    const paths = files.map((file) => file.path).filter((each) => !each.includes('dist-info'))
    expect(paths).toEqual([
      'bin/deep/gull',
      'lib/gull_extra.py',
      'lib/models.data/scripts/train',
      'libexec/gull.py',
      'share/x.txt',
    ])
    const script = files.find((file) => file.path === 'bin/deep/gull')
    const text = script === undefined ? '' : Buffer.from(await readContent(script.content)).toString()
    expect(text).toBe('#!/usr/bin/env python3\nprint(1)\r\n')
  })
})

test('an extra keeps the address of a direct reference with a semicolon', async () => {
  const root = await makeProject({
    'pyproject.toml': pyproject(
      'setuptools.build_meta',
      '[project.optional-dependencies]\nx = ["gull @ https://example.org/a.whl;x", "tern>1;os_name==\'nt\'"]\n',
    ),
    'src/tide_mark/__init__.py': '',
  })
  const { distributions } = await read(root)
  const file = distributions[0]?.files.find(({ path }) => path.endsWith('/METADATA'))
  const text = file === undefined ? '' : Buffer.from(await readContent(file.content)).toString()
  expect(text.match(/^Requires-Dist: .*$/gm)).toEqual([
    "Requires-Dist: gull @ https://example.org/a.whl;x ; extra == 'x'",
    "Requires-Dist: tern>1 ; (os_name=='nt') and extra == 'x'",
  ])
})
