import {
  type CompilerInfo,
  ExuviaError,
  type Code,
  type Finding,
  type ReleaseArtifact,
  type ReleaseManifest,
  type ReleasePart,
  type ReleaseTrial,
  type ReleaseWheel,
  finding,
} from '@exuvia/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { type NamedPart, mergeParts, parsePart, serializeManifest, serializePart } from '../src/index.ts'
import { MANIFEST, PART, SOFTWARE, TWIN, artifact, digest } from './example.ts'

const RUNTIMES = ['cp27', 'cp310', 'cp312', 'pp39'] as const
const PLATFORMS = ['any', 'manylinux_2_28_aarch64', 'win_amd64'] as const

function compilerOf(runtime: string): CompilerInfo {
  return {
    runtime,
    toolchain: 'native',
    version: `${runtime.length}.1.0`,
    magic: runtime.length,
    optimize: 0,
    debug: 'lines',
    normalForm: 1,
  }
}

function artifactOf(target: string, index: number): ReleaseArtifact {
  const [runtime = ''] = target.split('-')
  return artifact(target, {
    compiler: compilerOf(runtime),
    sha256: digest('abcdef0123456789'[index % 16] ?? '0'),
    size: 1000 + index,
  })
}

function wheelOf(target: string): ReleaseWheel {
  return { file: `gull-1.0-${target}.whl`, name: 'gull', version: '1.0', sha256: digest('7') }
}

/** The release that one build of these targets makes. */
function whole(targets: readonly string[], twin: boolean): ReleaseManifest {
  const runtimes = [...new Set(targets.map((target) => target.split('-')[0] ?? ''))].sort()
  return {
    ...MANIFEST,
    compilers: runtimes.map(compilerOf),
    wheels: targets.map(wheelOf).toSorted((a, b) => (a.file < b.file ? -1 : 1)),
    artifacts: [...targets.map(artifactOf), ...(twin ? [TWIN] : [])],
  }
}

/** What one machine makes that builds some of its targets. Each counts other decisions, and reads other files. */
function partOf(release: ReleaseManifest, targets: readonly string[], where: string): NamedPart {
  const artifacts = release.artifacts.filter(({ target }) => target === undefined || targets.includes(target))
  const runtimes = new Set(artifacts.map(({ compiler }) => compiler?.runtime))
  return {
    where,
    part: {
      ...PART,
      distributions: [
        { id: 'tidemark==1.2.0', plan: digest('3'), contents: digest('4'), software: SOFTWARE },
        ...release.artifacts.flatMap(({ target }) => {
          if (target === undefined) return []
          const software = { ...SOFTWARE, name: 'gull', wheel: `gull-${target}.whl`, targets: [target] }
          const wheel = { id: `wheel for ${target}`, plan: digest('5'), software }
          return [targets.includes(target) ? { ...wheel, contents: digest('6') } : wheel]
        }),
      ],
      artifacts: release.artifacts.map(({ file, target }) =>
        target === undefined ? { file } : { file, target },
      ),
      decisions: release.decisions,
      manifest: {
        ...release,
        compilers: release.compilers.filter(({ runtime }) => runtimes.has(runtime)),
        wheels: targets.map(wheelOf),
        decisions: release.decisions.slice(targets.length % 2),
        artifacts,
      },
    },
  }
}

/** A release, and its targets on one to six machines. */
const releases = fc
  .record({
    targets: fc.uniqueArray(
      fc.tuple(fc.constantFrom(...RUNTIMES), fc.constantFrom(...PLATFORMS)).map((pair) => pair.join('-')),
      { minLength: 1, maxLength: 8 },
    ),
    machines: fc.array(fc.nat(5), { minLength: 8, maxLength: 8 }),
    twin: fc.boolean(),
  })
  .map(({ targets, machines, twin }) => {
    const release = whole(targets, twin)
    const groups = Map.groupBy(targets, (_, index) => machines[index] ?? 0)
    const parts = [...groups].map(([machine, group]) => partOf(release, group, `machine ${machine}`))
    return { release, parts }
  })

function codesOf(parts: readonly NamedPart[]): Code[] {
  const { findings, manifest } = mergeParts(parts)
  expect(manifest === undefined).toBe(findings.length > 0)
  return [...new Set(findings.map(({ code }) => code))]
}

/** A change to the manifest in a part. */
function inManifest(
  change: (manifest: ReleaseManifest) => Partial<ReleaseManifest>,
): (part: ReleasePart) => ReleasePart {
  return (part) => ({ ...part, manifest: { ...part.manifest, ...change(part.manifest) } })
}

describe('parts of one release', () => {
  test('from different wheels of the same name do not fit together', () => {
    const release = whole(['cp312-any', 'cp312-win_amd64'], false)
    const one = partOf(release, ['cp312-any'], 'a')
    const two = partOf(release, ['cp312-win_amd64'], 'b')
    const other = inManifest(() => ({ wheels: [{ ...wheelOf('cp312-any'), sha256: digest('8') }] }))
    expect(mergeParts([one, { ...two, part: other(two.part) }]).findings).toEqual([
      {
        code: 'merge-plan-differs',
        severity: 'error',
        subject: {},
        args: {
          what: 'gull-1.0-cp312-any.whl',
          values: ['SHA-256 777777777777 (a)', 'SHA-256 888888888888 (b)'],
        },
      },
    ])
  })

  test('make the manifest of one build, for any division of targets and any order of parts', () => {
    fc.assert(
      fc.property(
        releases.chain(({ release, parts }) =>
          fc.record({
            release: fc.constant(release),
            parts: fc.shuffledSubarray(parts, { minLength: parts.length }),
          }),
        ),
        ({ release, parts }) => {
          const { findings, manifest, origins } = mergeParts(parts)
          expect(findings).toEqual([])
          expect(serializeManifest(manifest ?? PART.manifest)).toBe(serializeManifest(release))
          for (const { file } of release.artifacts) {
            const origin = parts[origins.get(file) ?? -1]
            expect(origin?.part.manifest.artifacts.map((each) => each.file)).toContain(file)
          }
        },
      ),
    )
  })

  test('may appear twice and share targets if the bytes are the same', () => {
    fc.assert(
      fc.property(releases, ({ release, parts }) => {
        const all = partOf(
          release,
          release.artifacts.flatMap(({ target }) => target ?? []),
          'everything',
        )
        const merged = mergeParts([...parts, ...parts, all])
        expect(merged).toMatchObject({ findings: [], manifest: release })
      }),
    )
  })
})

test('the compilers of a release are those of its tarballs, whatever a part lists', () => {
  const release = whole(['cp27-any', 'cp312-any'], true)
  const parts = ['cp27-any', 'cp312-any'].map((target) => partOf(release, [target], target))
  for (const compilers of [[], [...release.compilers, compilerOf('cp399')]]) {
    const listed = parts.map(({ where, part }) => ({ where, part: inManifest(() => ({ compilers }))(part) }))
    expect(mergeParts(listed)).toMatchObject({ findings: [], manifest: release })
  }
})

describe('parts that do not make a release', () => {
  test('every tarball of a missing part is named', () => {
    fc.assert(
      fc.property(releases, fc.nat(), ({ parts }, at) => {
        const dropped = parts[at % parts.length]
        const rest = parts.filter((part) => part !== dropped)
        fc.pre(rest.length > 0)
        const missed = mergeParts(rest).findings.map(({ code, subject }) => [code, subject.artifact])
        const expected = dropped?.part.manifest.artifacts.filter(({ target }) => target !== undefined) ?? []
        expect(missed).toEqual(expected.map(({ file }) => ['merge-gap', file]))
      }),
    )
  })

  const changes: readonly (readonly [string, Code, (part: ReleasePart) => ReleasePart])[] = [
    ['the name', 'merge-release-differs', inManifest(() => ({ name: 'tidemark2' }))],
    ['the version', 'merge-release-differs', inManifest(() => ({ version: '1.2.1' }))],
    ['the commit', 'merge-release-differs', inManifest(() => ({ commit: digest('f').slice(0, 40) }))],
    [
      'no commit',
      'merge-release-differs',
      (part) => {
        const { commit: _, ...manifest } = part.manifest
        return { ...part, manifest }
      },
    ],
    ['the date', 'merge-release-differs', inManifest(() => ({ sourceDate: 1 }))],
    ['Exuvia', 'merge-release-differs', (part) => ({ ...part, exuvia: '0.2.0' })],
    [
      'a setting',
      'merge-config-differs',
      (part) => ({ ...part, config: { ...part.config, 'compile.optimize': '2' } }),
    ],
    ['one setting more', 'merge-config-differs', (part) => ({ ...part, config: { ...part.config, x: '1' } })],
    [
      'one setting less',
      'merge-config-differs',
      (part) => ({ ...part, config: { 'compile.optimize': '1' } }),
    ],
    [
      'the files of a wheel that it does not contain',
      'merge-plan-differs',
      (part) => ({
        ...part,
        distributions: part.distributions.map((each, index, all) =>
          index === all.length - 1 ? { ...each, plan: digest('7') } : each,
        ),
      }),
    ],
    [
      'one wheel more',
      'merge-plan-differs',
      (part) => ({
        ...part,
        distributions: [...part.distributions, { id: 'new', plan: digest('7'), software: SOFTWARE }],
      }),
    ],
    [
      'the contents of the application',
      'merge-plan-differs',
      (part) => ({
        ...part,
        distributions: part.distributions.map((each, index) =>
          index === 0 ? { ...each, contents: digest('7') } : each,
        ),
      }),
    ],
    [
      'a decision',
      'merge-plan-differs',
      (part) => ({ ...part, decisions: part.decisions.map((each) => ({ ...each, files: each.files + 1 })) }),
    ],
    [
      'one planned tarball more',
      'merge-plan-differs',
      (part) => ({
        ...part,
        artifacts: [{ file: 'tidemark-1.2.0-cp36-any.tar.gz', target: 'cp36-any' }, ...part.artifacts],
      }),
    ],
    [
      'the order of the tarballs',
      'merge-plan-differs',
      (part) => ({ ...part, artifacts: part.artifacts.toReversed() }),
    ],
    [
      'a tarball that was not planned',
      'merge-unplanned',
      inManifest(({ artifacts }) => ({ artifacts: [...artifacts, artifactOf('cp36-any', 0)] })),
    ],
    [
      'a tarball under another target',
      'merge-unplanned',
      inManifest(({ artifacts: [first, ...rest] }) => ({
        artifacts: first === undefined ? [] : [{ ...first, target: 'cp36-any' }, ...rest],
      })),
    ],
    [
      'the compiler of a tarball',
      'merge-compiler-differs',
      inManifest(({ artifacts: [first, ...rest] }) => ({
        artifacts:
          first?.compiler === undefined
            ? []
            : [{ ...first, compiler: { ...first.compiler, version: '9.9.9' } }, ...rest],
      })),
    ],
  ]
  test.each(changes)('one that differs in %s is refused, with %s', (_, code, change) => {
    fc.assert(
      fc.property(releases, fc.nat(), ({ parts }, at) => {
        fc.pre(parts.length > 1)
        const index = at % parts.length
        const changed = parts.map((named, each) =>
          each === index ? { ...named, part: change(named.part) } : named,
        )
        expect(codesOf(changed)).toEqual([code])
      }),
    )
  })

  test.each([
    ['version', { version: '3.12.9' }, '3.12.9, native, magic 5; optimize 0, debug lines, normal form 1'],
    [
      'debug information',
      { debug: 'none' } as const,
      '5.1.0, native, magic 5; optimize 0, debug none, normal form 1',
    ],
    ['normal form', { normalForm: 2 }, '5.1.0, native, magic 5; optimize 0, debug lines, normal form 2'],
  ])(
    'another %s of the compiler for the same runtime is named, with the parts that used it',
    (_, change, words) => {
      const release = whole(['cp312-any', 'cp312-win_amd64'], false)
      const one = partOf(release, ['cp312-any'], 'a')
      const two = partOf(release, ['cp312-win_amd64'], 'b')
      const other = { ...compilerOf('cp312'), ...change }
      const rebuilt = {
        where: 'b',
        part: {
          ...two.part,
          manifest: {
            ...two.part.manifest,
            compilers: [other],
            artifacts: two.part.manifest.artifacts.map((each) => ({ ...each, compiler: other })),
          },
        },
      }
      expect(mergeParts([one, rebuilt]).findings).toEqual([
        {
          code: 'merge-compiler-differs',
          severity: 'error',
          subject: {},
          args: {
            runtime: 'cp312',
            values: [
              'CPython 5.1.0, native, magic 5; optimize 0, debug lines, normal form 1 (a)',
              `CPython ${words} (b)`,
            ],
          },
        },
      ])
    },
  )

  test('a second tarball with other bytes, or another description of the same bytes, is refused', () => {
    fc.assert(
      fc.property(
        releases,
        fc.constantFrom<Partial<ReleaseArtifact>>({ sha256: digest('7') }, { size: 7 }, { files: [] }),
        ({ parts }, change) => {
          const [first] = parts
          fc.pre(first !== undefined)
          const { manifest } = first.part
          const artifacts = manifest.artifacts.map((each) => ({ ...each, ...change }))
          const again = { where: 'again', part: { ...first.part, manifest: { ...manifest, artifacts } } }
          expect(codesOf([...parts, again])).toEqual(['merge-overlap'])
        },
      ),
    )
  })

  test('everything is reported at once, by key rather than by part', () => {
    const release = whole(['cp27-any', 'cp310-any', 'cp312-any'], false)
    const one = partOf(release, ['cp27-any'], 'a')
    const two = partOf(release, ['cp310-any'], 'b')
    const config = { ...two.part.config, 'compile.optimize': '2', 'pack.level': '1' }
    const { findings } = mergeParts([one, { where: 'b', part: { ...two.part, config } }])
    expect(findings.map(({ code, subject }) => [code, subject.key ?? subject.artifact])).toEqual([
      ['merge-config-differs', 'compile.optimize'],
      ['merge-config-differs', 'pack.level'],
      ['merge-gap', 'tidemark-1.2.0-cp312-any.tar.gz'],
    ])
    expect(findings[0]?.args).toEqual({ values: ['1 (a)', '2 (b)'] })
    expect(findings[1]?.args).toEqual({ values: ['not there (a)', '1 (b)'] })
  })

  test('parts of different releases are reported as such, without further differences', () => {
    const release = whole(['cp27-any', 'cp310-any'], true)
    const one = partOf(release, ['cp27-any'], 'a')
    const two = partOf({ ...release, version: '1.3.0' }, ['cp310-any'], 'b')
    expect(mergeParts([one, two]).findings.map(({ args }) => args)).toEqual([
      { what: 'the version', values: ['1.2.0 (a)', '1.3.0 (b)'] },
    ])
  })
})

/** Every place in a JSON value that holds no array or object, as the keys on the way to it. */
function leavesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]))
}

/** The text of a JSON value with another value at one place. */
function withLeaf(text: string, path: readonly string[], leaf: unknown): string {
  const value = JSON.parse(text) as Record<string, unknown>
  let at = value
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>
  at[path.at(-1) ?? ''] = leaf
  return JSON.stringify(value)
}

/** The whole release without what only tarballs and wheels can prove: what a part says of each of its own. */
function withoutArtifacts(manifest: ReleaseManifest | undefined): unknown {
  return {
    ...manifest,
    wheels: undefined,
    artifacts: manifest?.artifacts.map(({ file, target, compiler }) => [file, target, compiler]),
  }
}

describe('a part with one changed value', () => {
  test(
    'is refused, unless the value describes only its own wheels or the files in its tarballs',
    { tags: ['slow'] },
    () => {
      fc.assert(
        fc.property(
          releases,
          fc.nat(),
          fc.nat(),
          fc.oneof(
            fc.string(),
            fc.integer(),
            fc.constant(null),
            fc.constant([]),
            fc.constant('a'.repeat(64)),
          ),
          ({ release, parts }, at, place, leaf) => {
            fc.pre(parts.length > 1)
            const index = at % parts.length
            const changed = parts[index]
            fc.pre(changed !== undefined)
            const text = serializePart(changed.part)
            const leaves = leavesOf(JSON.parse(text))
            const path = leaves[place % leaves.length] ?? []
            let part: ReleasePart
            try {
              part = parsePart(withLeaf(text, path, leaf), 'changed')
            } catch (error) {
              if (!(error instanceof ExuviaError)) throw error
              return
            }
            const { findings, manifest } = mergeParts(
              parts.map((named, each) => (each === index ? { ...named, part } : named)),
            )
            if (findings.length > 0) return
            expect(withoutArtifacts(manifest), path.join('.')).toEqual(withoutArtifacts(release))
          },
        ),
        { numRuns: 1000 },
      )
    },
  )
})

test('files that one machine had changed are in the merged manifest, and allowed only if each part allows its own', () => {
  const targets = ['cp310-any', 'cp312-any']
  const release = whole(targets, false)
  const parts = targets.map((target) => partOf(release, [target], target))
  const merged = (...uncommitted: ReleaseManifest['uncommitted'][]) => {
    const changed = parts.map(({ where, part }, index): NamedPart => {
      const own = uncommitted[index]
      const manifest = own === undefined ? part.manifest : { ...part.manifest, uncommitted: own }
      return { where, part: { ...part, manifest } }
    })
    return mergeParts(changed).manifest?.uncommitted
  }
  expect(merged()).toBeUndefined()
  expect(merged({ files: ['b', 'c'], allowed: 'x' })).toEqual({ files: ['b', 'c'], allowed: 'x' })
  expect(merged({ files: ['b'], allowed: 'x' }, { files: ['a', 'b'], allowed: 'y' })).toEqual({
    files: ['a', 'b'],
    allowed: 'x; y',
  })
  expect(merged({ files: ['b'], allowed: 'x' }, { files: ['a'] })).toEqual({ files: ['a', 'b'] })
})

describe('a tarball that two machines tried', () => {
  const release = whole(['cp312-any'], false)
  const tried = {
    kind: 'tried',
    version: '3.12.1',
    network: 'off',
    modules: 2,
    commands: 0,
    unknown: [],
  } as const
  const native = { ...tried, toolchain: 'native' } as const
  const embedded = { ...tried, toolchain: 'embedded' } as const
  const untried = { kind: 'not-tried', reason: 'no Python was found' } as const
  const part = (trial: ReleaseTrial | undefined, where: string): NamedPart => {
    const artifacts = release.artifacts.map((each) => (trial === undefined ? each : { ...each, trial }))
    return partOf({ ...release, artifacts }, ['cp312-any'], where)
  }

  test.each([
    [[untried, native], native],
    [[native, untried], native],
    [[embedded, native, untried], native],
    [[untried, embedded], embedded],
    [[untried, undefined], untried],
    [[undefined, undefined], undefined],
  ])('%j: the trial that tells most is in the release', (trials, expected) => {
    const parts = trials.map((trial, index) => part(trial, `part ${index}`))
    const { findings, manifest } = mergeParts(parts)
    expect(findings).toEqual([])
    expect(manifest?.artifacts[0]?.trial).toEqual(expected)
  })
})

function withFindings(named: NamedPart, findings: Finding[]): NamedPart {
  return { ...named, part: { ...named.part, findings } }
}

describe('what the page of the release reports', () => {
  const release = whole(['cp310-any', 'cp312-any'], false)
  const [one, two] = [partOf(release, ['cp310-any'], 'a'), partOf(release, ['cp312-any'], 'b')]
  const [first, second] = ['x', 'y'].map((path) => finding('no-sources', 'warning', { path }))
  if (first === undefined || second === undefined) throw new Error('two findings')

  test('is the list of one build if all machines report the same, and each finding once otherwise', () => {
    const same = [second, first]
    expect(mergeParts([withFindings(one, same), withFindings(two, same)]).pageFindings).toEqual(same)
    const parts = [withFindings(one, [second, first]), withFindings(two, [first])]
    expect(mergeParts(parts).pageFindings).toEqual([first, second])
    expect(mergeParts(parts.toReversed()).pageFindings).toEqual([first, second])
    expect(mergeParts([one, two]).pageFindings).toBeUndefined()
  })

  test.each<[string, object]>([
    ['an unknown code', { code: 'constructor' }],
    ['a place that is none', { subject: { path: 7 } }],
    ['a key more', { more: 1 }],
  ])('of a hostile part is refused: %s', (_, change) => {
    const text = JSON.stringify({ ...PART, findings: [{ ...first, ...change }] })
    expect(() => parsePart(text, 'x')).toThrow(ExuviaError)
    expect(parsePart(JSON.stringify({ ...PART, findings: [first] }), 'x').findings).toEqual([first])
  })
})
