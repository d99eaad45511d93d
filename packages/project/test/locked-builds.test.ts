import { describe, expect, test } from 'vitest'
import type { WheelBuilder } from '../src/index.ts'
import { platformTargets } from '../src/targets.ts'
import { cleanUp } from './helpers.ts'
import { chosen, complaints, fixture, open } from './lock-support.ts'

cleanUp()

const files = async (): Promise<Record<string, string>> => ({
  'pyproject.toml': await fixture('sources.pyproject.toml'),
  'uv.lock': await fixture('sources.uv.lock'),
})

/** A builder that gives the wheels of `make`, for this machine's interpreters of 3.12 and 3.13. */
function builder(
  make: (what: string, python: string | undefined) => string,
  mayBuild = true,
): WheelBuilder & { readonly built: string[] } {
  const built: string[] = []
  return {
    built,
    mayBuild,
    known: async () => [],
    pythonFor: async (runtime) => (['cp312', 'cp313'].includes(runtime) ? runtime : undefined),
    build: async ({ what, from }, _archive, python) => {
      built.push(`${what} from ${from.kind} with ${python ?? 'any Python'}`)
      return `/built/${make(what.replace(' ', '-'), python)}`
    },
  }
}

const pure = (stem: string): string => `${stem}-py3-none-any.whl`
const ALL = ['crane', 'plover']
const TARGETS = ['cp312-linux_x86_64', 'cp313-linux_x86_64', 'cp312-win_amd64', 'cp311-linux_x86_64']

describe('a package without a wheel', () => {
  test('is built once if its wheel is pure: folders always, others by their names', async () => {
    const made = builder(pure)
    const source = await open(await files(), { dependencies: { build: ALL }, builder: made })
    for (const target of TARGETS) {
      expect(await chosen(source, target)).toEqual(
        expect.arrayContaining(
          ['crane==0.1', 'loose==0.1', 'member==0.1', 'plover==1.0'].map((name) => `${name} py3-none-any`),
        ),
      )
    }
    expect(made.built.toSorted()).toEqual([
      'crane 0.1 from git with cp312',
      'loose 0.1 from folder with cp312',
      'member 0.1 from folder with cp312',
      'plover 1.0 from archive with cp312',
    ])
    expect((await complaints(source, TARGETS)).filter((text) => text.includes('plover'))).toEqual([
      'note wheel-built plover: plover-1.0-py3-none-any.whl is built here from the source distribution plover-1.0.tar.gz',
    ])
  })

  test('is built for each Python of this machine if its wheel is native, and is missing elsewhere', async () => {
    const made = builder((stem, python) =>
      stem.startsWith('plover') ? `${stem}-${python}-${python}-linux_x86_64.whl` : pure(stem),
    )
    const source = await open(await files(), { dependencies: { build: ALL }, builder: made })
    const found = await complaints(source, TARGETS)
    expect(made.built.filter((text) => text.startsWith('plover'))).toEqual([
      'plover 1.0 from archive with cp312',
      'plover 1.0 from archive with cp313',
    ])
    expect(found.filter((text) => text.includes('wheel-missing'))).toEqual([
      'error wheel-missing plover: no wheel of plover 1.0 in uv.lock fits cp312-win_amd64, cp311-linux_x86_64; available: plover-1.0-cp312-cp312-linux_x86_64.whl (auditwheel repair gives it a portable tag), plover-1.0-cp313-cp313-linux_x86_64.whl (auditwheel repair gives it a portable tag), the source distribution plover-1.0.tar.gz, which dependencies.build = ["plover"] builds for this machine',
    ])
    const platforms = await platformTargets('cp313', source.resolve, source.wheelsOf)
    expect(platforms.map(({ target }) => target.platform)).toEqual(['linux_x86_64'])
  })

  test('uses its name in dependencies.build; a name that no target builds is unused', async () => {
    const build = ['crane', 'plover', 'tern', 'left-pad']
    const source = await open(await files(), { dependencies: { build }, builder: builder(pure) })
    await chosen(source, 'cp312-linux_x86_64')
    expect(source.unusedBuilds()).toEqual(['tern', 'left-pad'])
  })

  test('is not built by a command that runs nothing, which says so', async () => {
    const made = builder(pure, false)
    const source = await open(await files(), { dependencies: { build: ['plover'] }, builder: made })
    const found = await complaints(source, ['cp312-any'])
    expect(made.built).toEqual([])
    expect(found).toContain(
      'warning wheel-unbuilt plover (cp312-any): plover 1.0 is not built yet from the source distribution plover-1.0.tar.gz, so its files are not known',
    )
  })

  test('is refused if its source is of another version or package', async () => {
    for (const wheel of ['plover-1.1-py3-none-any.whl', 'tern-1.0-py3-none-any.whl']) {
      const made = builder(() => wheel)
      const source = await open(await files(), {
        dependencies: { build: ALL, provided: ['crane', 'loose', 'member'] },
        builder: made,
      })
      await expect(complaints(source, ['cp312-any'])).rejects.toMatchObject({
        code: 'wheel-of-another-package',
        args: { expected: 'plover 1.0', wheel },
      })
    }
  })
})
