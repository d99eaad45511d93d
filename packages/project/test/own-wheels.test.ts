import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { uncommittedFiles } from '../src/index.ts'
import { ENV, addFiles, cleanUp, commitAll, makeProject, pyproject, read } from './helpers.ts'
import { makeWheel } from './make-wheel.ts'

cleanUp()

const NAMED = {
  name: 'tide_mark',
  version: '1.2.0',
  metadata: 'Requires-Python: >=3.9\nRequires-Dist: click\n',
}
const FILES = {
  'tide_mark/__init__.py': '',
  'tide_mark/cli.py': 'def main(): pass\n',
  'tide_mark/secret.py': 'x = 1\n',
}
const SCRIPTS = {
  'tide_mark-1.2.0.dist-info/entry_points.txt': '[console_scripts]\ntide = tide_mark.cli:main\n',
}

const given = (...paths: string[]): object => ({ wheels: { from: 'given', paths, findings: [] } })

describe('a project that is read from its wheel', { tags: ['python3'] }, () => {
  test('has its files, metadata and commands, whatever the tables say', async () => {
    const root = await makeProject({
      'pyproject.toml': pyproject('unheard.of', 'dependencies = ["other"]\n'),
    })
    const wheel = await makeWheel(join(root, 'dist'), { ...FILES, ...SCRIPTS }, NAMED)
    const inventory = await read(root, given(wheel))
    expect(inventory).toMatchObject({ name: 'tide_mark', version: '1.2.0', reading: { from: 'given' } })
    const [own] = inventory.distributions
    expect(own).toMatchObject({ wheel: undefined, requiresPython: '>=3.9', entryPoints: [{ name: 'tide' }] })
    expect(own?.files.map((file) => file.path)).toContain('lib/tide_mark/secret.py')
    expect(inventory.findings.map((item) => [item.code, item.args['distributions']])).toEqual([
      ['dependencies-without-source', ['click']],
    ])
  })

  test('leaves out what project.exclude names, as it is in the project or in the wheel', async () => {
    const root = await makeProject({
      'pyproject.toml': pyproject('hatchling.build'),
      'src/tide_mark/secret.py': 'x = 1\n',
      'assets/ports.json': '{"a": 1}',
    })
    const wheel = await makeWheel(
      join(root, 'dist'),
      { ...FILES, 'tide_mark/data/ports.json': '{"a": 1}', 'tide_mark/made.py': '' },
      NAMED,
    )
    const project = { exclude: ['src/tide_mark/secret.py', 'assets', 'tide_mark/made.py'] }
    const [own] = (await read(root, { ...given(wheel), project })).distributions
    const lib = own?.files.map((file) => file.path).filter((path) => path.startsWith('lib/tide_mark/'))
    expect(lib).toEqual(['lib/tide_mark/__init__.py', 'lib/tide_mark/cli.py'])
    await expect(read(root, { ...given(wheel), project: { exclude: ['nothing'] } })).rejects.toMatchObject({
      code: 'glob-matches-nothing',
    })
  })

  test(
    'has the changed files of its commit, not those that only its backend wrote',
    { tags: ['git'] },
    async () => {
      const root = await makeProject({
        'pyproject.toml': pyproject('hatchling.build'),
        'src/tide_mark/cli.py': 'def main(): pass\n',
        'src/tide_mark/secret.py': 'x = 1\n',
        '.gitignore': 'dist\n',
      })
      await commitAll(root)
      await addFiles(root, { 'src/tide_mark/secret.py': 'x = 2\n' })
      const made = {
        ...FILES,
        ...SCRIPTS,
        'tide_mark/_version.py': 'v = 1\n',
        'tide_mark/secret.py': 'x = 2\n',
      }
      const wheel = await makeWheel(join(root, 'dist'), made, NAMED)
      const inventory = await read(root, given(wheel))
      expect(inventory.commit).toBeDefined()
      expect(await uncommittedFiles(inventory, { env: ENV })).toEqual(['src/tide_mark/secret.py'])
    },
  )

  test('must be of this project and version', async () => {
    const root = await makeProject({ 'pyproject.toml': pyproject('hatchling.build') })
    const other = await makeWheel(join(root, 'w'), FILES, { name: 'gull', version: '1.2.0' })
    const older = await makeWheel(join(root, 'w'), FILES, { ...NAMED, version: '1.1.0' })
    for (const wheel of [other, older]) {
      await expect(read(root, given(wheel))).rejects.toMatchObject({ code: 'wheel-of-another-project' })
    }
    const open = await makeProject({
      'pyproject.toml': '[project]\nname = "tide-mark"\ndynamic = ["version"]\n',
    })
    const newer = await makeWheel(join(root, 'w'), FILES, NAMED)
    await expect(read(open, given(older, newer))).rejects.toMatchObject({
      code: 'wheels-of-several-versions',
    })
    expect((await read(open, { ...given(older, newer), version: '1.1' })).version).toBe('1.1.0')
  })

  test('of extension modules has one wheel for each target, and never a target for any platform', async () => {
    const root = await makeProject({ 'pyproject.toml': pyproject('maturin') })
    const wheels = await Promise.all(
      ['cp312-cp312-manylinux_2_17_x86_64', 'cp312-cp312-win_amd64'].map(async (tag) =>
        makeWheel(join(root, 'w'), { ...FILES, 'tide_mark/_x.so': tag }, { ...NAMED, tag }),
      ),
    )
    const found = await read(root, { ...given(...wheels), targets: ['cp312'] })
    expect(found.targets.map(({ target }) => target.platform)).toEqual(['manylinux_2_17_x86_64', 'win_amd64'])
    expect(found.targets.map(({ distributions }) => distributions)).toEqual(
      wheels.map((wheel) => [`tide-mark==1.2.0 ${wheel.slice(wheel.lastIndexOf('/') + 1)}`]),
    )
    await expect(read(root, { ...given(...wheels), targets: ['cp312-any'] })).rejects.toMatchObject({
      code: 'platform-needed',
      hint: expect.stringContaining('targets = ["cp312-manylinux_2_17_x86_64", "cp312-win_amd64"]') as string,
    })
    await expect(read(root, { ...given(...wheels), targets: ['cp313-any'] })).rejects.toMatchObject({
      hint: expect.stringContaining('targets = ["cp313-manylinux_2_17_x86_64", "cp313-win_amd64"]') as string,
    })
    const wrong = await read(root, {
      ...given(...wheels),
      targets: ['cp312-musllinux_1_2_x86_64', 'cp311-win_amd64'],
    })
    expect(wrong.findings.filter(({ code }) => code === 'project-wheel-missing')).toMatchObject([
      { severity: 'error', args: { target: ['cp312-musllinux_1_2_x86_64', 'cp311-win_amd64'] } },
    ])
  })
})

describe('a command whose module or attribute does not ship is an error', () => {
  test.each([
    ['tide_mark.cli:main', undefined],
    ['tide_mark.gone:main', 'lib/tide_mark/gone.py does not ship'],
    ['tide_mark.cli:start', 'lib/tide_mark/cli.py does not define start'],
    ['nowhere:main', 'lib/nowhere.py does not ship'],
    ['tide_mark.star:anything', undefined],
    ['json.tool:main', undefined],
  ])('%s', async (reference, reason) => {
    const root = await makeProject({
      'pyproject.toml': pyproject('hatchling.build', `[project.scripts]\ntide = "${reference}"\n`),
    })
    await addFiles(root, {
      'tide_mark/__init__.py': '',
      'tide_mark/cli.py': '# start\ndef main(): pass\n',
      'tide_mark/star.py': 'from x import *\n',
    })
    const found = (await read(root)).findings.filter(({ code }) => code === 'entry-point-missing')
    expect(found.map(({ args }) => args['reason'])).toEqual(reason === undefined ? [] : [reason])
  })
})
