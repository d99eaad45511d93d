import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ExuviaError, type ReleaseTrial } from '@exuvia/model'
import { temporaryFolder } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { type BuildOptions, buildRelease, verifySubject } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'
import { pyproject, writeProject } from '../support/trial-project.ts'

const TARGETS = '[tool.exuvia]\ntargets = ["cp312-any"]\n'

/** A project whose import writes a line into a file. @param code of its module */
function project(code: string): { readonly root: string; readonly runs: () => number } {
  const notes = path.join(temporaryFolder(), 'runs')
  const root = writeProject({
    'pyproject.toml': pyproject('shoal', { shoal: 'shoal.cli:main' }, TARGETS),
    'shoal/__init__.py': `with open(${JSON.stringify(notes)}, "a") as f: f.write("x")\n`,
    'shoal/cli.py': code,
  })
  return { root, runs: () => (existsSync(notes) ? readFileSync(notes, 'utf8').length : 0) }
}

async function trialOf(root: string, more: BuildOptions = {}): Promise<ReleaseTrial | undefined> {
  const built = await buildRelease({ project: root, ...more }, contextFor(root))
  return built.manifest.artifacts[0]?.trial
}

const READS_ITSELF = 'import inspect\nTEXT = getattr(inspect, "get" + "source")(inspect.currentframe())\n'

describe('a build', { tags: ['cp312', 'slow'] }, () => {
  test('imports the entry modules once for a tarball, and the manifest says so', async () => {
    const { root, runs } = project('def main():\n    print("ran")\n')
    const trial = await trialOf(root)
    expect(trial).toMatchObject({ kind: 'tried', toolchain: 'native', modules: 2, commands: 0, unknown: [] })
    expect(runs()).toBe(1)
    expect(await trialOf(root)).toEqual(trial)
    expect(runs()).toBe(1)
    expect(await verifySubject('dist', {}, contextFor(root))).toMatchObject({ intact: true })
  })

  test('leaves no tarball if an entry module fails in it and works from source', async () => {
    const { root } = project(`${READS_ITSELF}def main(): pass\n`)
    const error: unknown = await trialOf(root).catch((thrown: unknown) => thrown)
    if (!(error instanceof ExuviaError)) throw error
    expect(error).toMatchObject({ kind: 'refused', code: 'trial-failed' })
    expect(error.findings.map(({ code, args }) => `${code} ${String(args['what'])}`)).toEqual([
      'trial-fails shoal.cli:main',
    ])
    expect(existsSync(path.join(root, 'dist'))).toBe(false)
    const reason = 'the build ran with --no-try'
    expect(await trialOf(root, { try: false })).toEqual({ kind: 'not-tried', reason })
  })

  test('an attribute that an entry point names and no module has is unknown, because the source lacks it too', async () => {
    const { root } = project('def main(): pass\ndel main\n')
    expect(await trialOf(root)).toMatchObject({ kind: 'tried', modules: 1, unknown: ['shoal.cli:main'] })
  })

  test('runs nothing beside rights, and says so', async () => {
    const { root, runs } = project('def main(): pass\n')
    const reason = 'the build had rights that the code of a project must not come near'
    expect(await trialOf(root, { isPrivileged: true })).toEqual({ kind: 'not-tried', reason })
    expect(runs()).toBe(0)
  })
})
