import type {
  Checked,
  Compiled,
  Config,
  Facts,
  Inventory,
  Judged,
  Packed,
  Plan,
  Release,
  ReleaseManifest,
  Tried,
} from '@exuvia/model'
import { openTemporaryCache } from '@exuvia/compiler'
import { judge, passed } from '@exuvia/policy'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { compilePlan } from '../../src/stages/compile.ts'
import { examineSources, unexamined } from '../../src/stages/examine.ts'
import { describeRelease } from '../../src/stages/manifest.ts'
import { packRelease } from '../../src/stages/pack.ts'
import { planRelease } from '../../src/stages/plan.ts'
import { tryRelease } from '../../src/stages/try.ts'
import { contextFor } from '../support/machines.ts'

const cp312 = { runtime: 'cp312', platform: 'any' }

const inventory: Inventory = {
  root: '/project',
  name: 'shelf',
  normalizedName: 'shelf',
  version: '1.0',
  reading: { from: 'static', wheels: [] },
  versionSource: 'pyproject.toml',
  commit: undefined,
  sourceDate: 0,
  distributions: [],
  targets: [
    { target: cp312, distributions: [], commands: [] },
    { target: { ...cp312, platform: 'win_amd64' }, distributions: [], commands: [] },
    { target: { ...cp312, runtime: 'cp313' }, distributions: [], commands: [] },
  ],
  shared: [],
  findings: [],
}

test('without an examination every runtime is not examined, and every tarball is not tried', async () => {
  const reason = 'this command examines no sources'
  expect([...unexamined(inventory).runtimes]).toEqual([
    ['cp312', { kind: 'not-examined', reason }],
    ['cp313', { kind: 'not-examined', reason }],
  ])
  const artifacts = [
    { kind: 'application', file: 'shelf-1.0-cp312-any.tar.gz' },
    { kind: 'source', file: 'shelf-1.0-source.tar.gz' },
  ]
  const context = contextFor('/')
  const cache = await openTemporaryCache()
  const { trials } = await tryRelease({ artifacts } as unknown as Packed, cache, { try: false }, context)
  await cache.close()
  expect([...trials]).toEqual([
    ['shelf-1.0-cp312-any.tar.gz', { kind: 'not-tried', reason: 'the build ran with --no-try' }],
  ])
})

describe('a build that leaves a stage out does not type-check', () => {
  test('each stage accepts the value of the stage before', () => {
    expectTypeOf(examineSources).returns.toEqualTypeOf<Promise<Facts>>()
    expectTypeOf(judge).parameters.toEqualTypeOf<[Facts, Config, string]>()
    expectTypeOf(judge).returns.toEqualTypeOf<Judged>()
    expectTypeOf(passed).parameters.toEqualTypeOf<[Judged]>()
    expectTypeOf(passed).returns.toEqualTypeOf<Checked>()
    expectTypeOf(planRelease).parameter(0).toEqualTypeOf<Checked>()
    expectTypeOf(compilePlan).parameter(0).toEqualTypeOf<Plan>()
    expectTypeOf(packRelease).parameter(0).toEqualTypeOf<Compiled>()
    expectTypeOf(tryRelease).parameter(0).toEqualTypeOf<Packed>()
    expectTypeOf(tryRelease).returns.toEqualTypeOf<Promise<Tried>>()
    expectTypeOf(describeRelease).parameters.toEqualTypeOf<[Tried]>()
  })

  test('each stage accepts nothing else', () => {
    expectTypeOf<Inventory>().not.toExtend<Facts>()
    expectTypeOf<Facts>().not.toExtend<Judged>()
    expectTypeOf<Judged>().not.toExtend<Checked>()
    expectTypeOf<Packed>().not.toExtend<Tried>()
    // A value without the mark is not accepted.
    type Fields<T> = { [K in keyof T as K extends string ? K : never]: T[K] }
    expectTypeOf<Fields<Facts>>().not.toExtend<Facts>()
    expectTypeOf<Fields<Checked>>().not.toExtend<Checked>()
    expectTypeOf<Fields<Plan>>().not.toExtend<Plan>()
    expectTypeOf<Fields<Compiled>>().not.toExtend<Compiled>()
    expectTypeOf<Fields<Packed>>().not.toExtend<Packed>()
    expectTypeOf<Fields<Tried>>().not.toExtend<Tried>()
    expectTypeOf<Fields<Release>>().not.toExtend<Release>()
    expectTypeOf<ReleaseManifest>().not.toExtend<Release>()
  })
})
