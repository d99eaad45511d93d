import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseStart } from '@exuvia/manifest'
import { ExuviaError, type StartOfCommand } from '@exuvia/model'
import { beforeAll, describe, expect, test } from 'vitest'
import { type BenchStartReport, benchStart, buildRelease, findManifest, writePage } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'
import { pyproject, writeProject } from '../support/trial-project.ts'

// Commands that fail in every form but one: they show that each form is what its name says.
const GULL = {
  'pyproject.toml': pyproject(
    'gull',
    {
      gull: 'gull.cli:main',
      'gull-cold': 'gull.cli:cold',
      'gull-warm': 'gull.cli:warm',
      'gull-plain': 'gull.cli:plain',
      'gull-fails': 'gull.cli:fails',
    },
    '[tool.exuvia]\ntargets = ["cp312-any", "cp312-win_amd64"]\n',
  ),
  'gull/__init__.py': '',
  'gull/cli.py': `import os, sys
def main():
    print(__file__)
    names = [n for n in os.environ if "TOKEN" in n or "SECRET" in n]
    assert not names, names
    assert "exuvia-try-" in os.environ["HOME"] and not os.listdir(".")
def cold():
    assert __file__.endswith(".py") and not os.path.exists(__cached__)
def warm():
    assert __file__.endswith(".py") and os.path.exists(__cached__)
def plain():
    assert __file__.endswith(".pyc") and "release" not in __file__
def fails():
    sys.exit("no help here")
`,
}

describe('exuvia bench start', { tags: ['cp312', 'slow'] }, () => {
  let root = ''
  let report: BenchStartReport | undefined
  const commandOf = (name: string): StartOfCommand | undefined => {
    const [first] = report?.tarballs ?? []
    if (first?.kind !== 'measured') return undefined
    return first.times.commands.find(({ command }) => command === `${name} --help`)
  }
  const kinds = (name: string): string[] =>
    commandOf(name)?.forms.map((each) => `${each.form} ${each.kind}`) ?? []

  beforeAll(async () => {
    root = writeProject(GULL)
    await buildRelease({ project: root }, contextFor(root))
    const secrets = { GITHUB_TOKEN: 'x', MY_SECRET: 'x' }
    report = await benchStart(
      { project: root, tarballs: [], commands: [], runs: 5 },
      contextFor(root, secrets),
    )
  }, 240_000)

  test('a command that works in all forms has a time in each, with its spread', () => {
    expect(kinds('gull')).toEqual([
      'source-cold measured',
      'source-warm measured',
      'bytecode measured',
      'release measured',
    ])
    for (const form of commandOf('gull')?.forms ?? []) {
      if (form.kind !== 'measured') throw new Error(form.reason)
      expect(form.lower).toBeGreaterThan(0)
      expect(form.median).toBeGreaterThanOrEqual(form.lower)
      expect(form.upper).toBeGreaterThanOrEqual(form.median)
    }
  })

  test.each([
    ['gull-cold', 'source-cold'],
    ['gull-warm', 'source-warm'],
    ['gull-plain', 'bytecode'],
  ])('a form in which it fails is not measured, and not fast: %s works in %s alone', (name, form) => {
    const measured = commandOf(name)?.forms.filter(({ kind }) => kind === 'measured')
    expect(measured?.map((each) => each.form)).toEqual([form])
    const failed = commandOf(name)?.forms.find(({ kind }) => kind !== 'measured')
    expect(failed).toMatchObject({ reason: 'exit code 1: AssertionError' })
  })

  test('a command that fails everywhere has no time at all', () => {
    expect(commandOf('gull-fails')?.empty).toBeUndefined()
    expect(new Set(commandOf('gull-fails')?.forms.map(({ kind }) => kind))).toEqual(new Set(['not-measured']))
  })

  test('a tarball for another system is not measured', () => {
    expect(report?.tarballs[1]).toMatchObject({
      kind: 'not-measured',
      reason: 'it is for win_amd64, and this machine is not',
    })
  })

  test('the times are beside the manifest, with the machine and the Python, and on the page', async () => {
    const [file = ''] = report?.written ?? []
    expect(path.relative(root, file)).toBe(path.join('dist', 'gull-1.0.start.json'))
    const { artifacts } = parseStart(readFileSync(file, 'utf8'), file)
    expect(artifacts).toHaveLength(1)
    expect(artifacts[0]).toMatchObject({ target: 'cp312-any', runs: 5 })
    expect(artifacts[0]?.python).toMatch(/^3\.12\./)
    expect(artifacts[0]?.machine.system).toBe(`${process.platform} ${process.arch}`)
    const context = contextFor(root)
    const page = await writePage(await findManifest('dist', context), { out: 'page.html' }, context)
    expect(readFileSync(page, 'utf8')).toContain('How long it takes to start')
  })

  test('without the source the tarball alone is measured', async () => {
    appendFileSync(path.join(root, 'gull/cli.py'), '# changed\n')
    const again = await benchStart(
      { project: root, tarballs: [], commands: ['gull'], runs: 5 },
      contextFor(root),
    )
    writeFileSync(path.join(root, 'gull/cli.py'), GULL['gull/cli.py'])
    const [first] = again.tarballs
    if (first?.kind !== 'measured') throw new Error('not measured')
    expect(first.times.commands[0]?.forms.map(({ kind }) => kind)).toEqual([
      'not-measured',
      'not-measured',
      'not-measured',
      'measured',
    ])
    expect(JSON.stringify(first.times)).toContain('is not in the project as it is in the tarball')
  })

  test('a tarball that no manifest beside it names is measured, and nothing is written', async () => {
    const [first] = report?.tarballs ?? []
    const copy = path.join(root, 'copy.tar.gz')
    writeFileSync(copy, readFileSync(first?.file ?? ''))
    const alone = await benchStart(
      { project: root, tarballs: ['copy.tar.gz'], commands: ['gull'], runs: 5 },
      contextFor(root),
    )
    rmSync(copy)
    expect(alone.tarballs[0]?.kind).toBe('measured')
    expect(alone.written).toEqual([])
  })

  test('an unknown command, and a project without a build, are wrong calls', async () => {
    const options = { project: root, tarballs: [], runs: 5 }
    expect(await codeOf(benchStart({ ...options, commands: ['tide'] }, contextFor(root)))).toBe(
      'no-command-to-measure',
    )
    const unbuilt = writeProject(GULL)
    expect(
      await codeOf(benchStart({ ...options, project: unbuilt, commands: [] }, contextFor(unbuilt))),
    ).toBe('nothing-to-measure')
    expect(existsSync(path.join(unbuilt, 'dist'))).toBe(false)
  })

  test('where no such Python is, nothing is measured, with the reason', async () => {
    const nowhere = contextFor(root, { PATH: root, PYENV_ROOT: root, HOME: root })
    const none = await benchStart({ project: root, tarballs: [], commands: [], runs: 5 }, nowhere)
    expect(none.tarballs[0]).toMatchObject({ kind: 'not-measured', reason: 'no CPython 3.12 was found' })
    expect(none.written).toEqual([])
  })
})

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof ExuviaError ? error.code : undefined
}
