import type { CodeLevel } from '@exuvia/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ShippedForm, type Shipping, diffShipping } from '../src/index.ts'

const LEVEL: CodeLevel = { optimize: 1, docstrings: 'keep' }
const TARGETS = ['cp312-any', 'cp313-any']

interface About {
  readonly version?: string
  readonly license?: string
  /** Path → form, in all targets, or in those that the path names: `a.py@cp312-any`. */
  readonly files: Readonly<Record<string, ShippedForm>>
}

/** A side with the same files in all targets. */
function side(about: Readonly<Record<string, About>>, more: Partial<Shipping> = {}): Shipping {
  const { targets = TARGETS } = more
  const distributions = Object.entries(about).map(([name, { version = '1.0', license = 'MIT', files }]) => {
    const inTarget = (target: string) =>
      new Map(
        Object.entries(files).flatMap(([key, form]): [string, ShippedForm][] => {
          const [path = '', only] = key.split('@')
          return only === undefined || only === target ? [[path, form]] : []
        }),
      )
    return [
      name,
      { name, version, license, files: new Map(targets.map((each) => [each, inTarget(each)])) },
    ] as const
  })
  return { targets, distributions: new Map(distributions), untold: [], ...more }
}

const one = (files: About['files'], more: Omit<About, 'files'> = {}): Shipping =>
  side({ gull: { ...more, files } })
const bytecode = (level?: CodeLevel): ShippedForm => ({ ship: 'bytecode', level })

describe('a comparison of what ships', () => {
  test('groups files by how they ship otherwise', () => {
    const old = one({
      'a.py': { ship: 'source' },
      'b.py': { ship: 'source' },
      'c.txt': { ship: 'data' },
      'd.py': bytecode(LEVEL),
    })
    const now = one({
      'a.py': bytecode(LEVEL),
      'b.py': bytecode(LEVEL),
      'd.py': bytecode(LEVEL),
      'e.txt': { ship: 'data' },
    })
    expect(diffShipping(old, now)).toEqual({
      outcome: 'different',
      targets: { compared: TARGETS, added: [], removed: [] },
      distributions: [
        {
          name: 'gull',
          state: 'changed',
          version: null,
          license: null,
          files: [
            { old: null, new: 'data', targets: [], paths: ['e.txt'] },
            { old: 'data', new: null, targets: [], paths: ['c.txt'] },
            { old: 'source', new: 'bytecode', targets: [], paths: ['a.py', 'b.py'] },
          ],
        },
      ],
      unknown: [],
    })
  })

  test('names the targets of what differs in some', () => {
    const { distributions } = diffShipping(
      one({ 'a.py': bytecode() }),
      one({ 'a.py@cp312-any': bytecode(), 'a.py@cp313-any': { ship: 'source' } }),
    )
    expect(distributions[0]?.files).toEqual([
      { old: 'bytecode', new: 'source', targets: ['cp313-any'], paths: ['a.py'] },
    ])
  })

  test('names the level where both sides know it and nothing else differs', () => {
    const strip: CodeLevel = { optimize: 2, docstrings: 'strip' }
    const [change] = diffShipping(
      one({ 'a.py': bytecode(LEVEL) }),
      one({ 'a.py': bytecode(strip) }),
    ).distributions
    expect(change?.files).toEqual([
      {
        old: 'bytecode (optimize 1, docstrings keep)',
        new: 'bytecode (optimize 2, docstrings strip)',
        targets: [],
        paths: ['a.py'],
      },
    ])
    expect(diffShipping(one({ 'a.py': bytecode() }), one({ 'a.py': bytecode(LEVEL) })).distributions).toEqual(
      [],
    )
  })

  test('compares versions and licences, and metadata whatever the version', () => {
    const old = one({ 'lib/gull-1.0.dist-info/METADATA': { ship: 'data' } })
    const now = one(
      { 'lib/gull-2.0.dist-info/METADATA': { ship: 'data' } },
      { version: '2.0', license: 'GPL-3.0-only' },
    )
    expect(diffShipping(old, now).distributions).toEqual([
      {
        name: 'gull',
        state: 'changed',
        version: { old: '1.0', new: '2.0' },
        license: { old: 'MIT', new: 'GPL-3.0-only' },
        files: [],
      },
    ])
  })

  test('names distributions and targets that only one side has', () => {
    const old = side({ gull: { files: { 'a.py': bytecode() } } }, { targets: ['cp311-any', 'cp312-any'] })
    const now = side({ tern: { license: 'ISC', files: { 'b.py': bytecode() } } })
    expect(diffShipping(old, now)).toMatchObject({
      outcome: 'different',
      targets: { compared: ['cp312-any'], added: ['cp313-any'], removed: ['cp311-any'] },
      distributions: [
        { name: 'gull', state: 'removed', version: '1.0', license: 'MIT' },
        { name: 'tern', state: 'added', license: 'ISC' },
      ],
    })
  })

  test('takes what a side does not say for unknown, and for nothing else', () => {
    const old = side(
      { gull: { files: { 'a.py': bytecode() } } },
      { untold: [{ what: 'dependencies', reason: 'no wheelhouse' }] },
    )
    const now = side({ gull: { files: { 'a.py': bytecode() } }, tern: { files: { 'b.py': bytecode() } } })
    expect(diffShipping(old, now)).toEqual({
      outcome: 'unknown',
      targets: { compared: TARGETS, added: [], removed: [] },
      distributions: [],
      unknown: [{ side: 'old', what: 'dependencies', reason: 'no wheelhouse' }],
    })
    expect(diffShipping(now, old).outcome).toBe('unknown')
  })

  test('without a target in common is unknown', () => {
    const empty = side({}, { targets: [] })
    expect(diffShipping(empty, empty)).toMatchObject({ outcome: 'unknown', unknown: [{ what: 'files' }] })
  })
})

const form = fc.constantFrom<ShippedForm>(
  { ship: 'source' },
  { ship: 'both' },
  { ship: 'data' },
  bytecode(),
  bytecode(LEVEL),
)
const files = fc.dictionary(fc.constantFrom('a.py', 'b.py@cp312-any', 'c.txt', 'lib/g-1.dist-info/X'), form)
const anySide = fc
  .tuple(
    fc.dictionary(
      fc.constantFrom('gull', 'tern', 'skua'),
      fc.record({ version: fc.constantFrom('1', '2'), license: fc.constantFrom('MIT', 'ISC'), files }),
    ),
    fc.subarray(TARGETS),
    fc.boolean(),
  )
  .map(([about, targets, isOpen]) =>
    side(about, { targets, untold: isOpen ? [{ what: 'dependencies', reason: 'so' }] : [] }),
  )

describe('laws', () => {
  test('a side compared with itself never differs, and is the same only if it says everything', () => {
    fc.assert(
      fc.property(anySide, (given) => {
        const isKnown = given.untold.length === 0 && given.targets.length > 0
        expect(diffShipping(given, given)).toMatchObject({
          outcome: isKnown ? 'same' : 'unknown',
          distributions: [],
        })
      }),
    )
  })

  test('the other direction says the opposite', () => {
    fc.assert(
      fc.property(anySide, anySide, (old, now) => {
        const [there, back] = [diffShipping(old, now), diffShipping(now, old)]
        expect(back.outcome).toBe(there.outcome)
        expect(back.targets).toMatchObject({ added: there.targets.removed, removed: there.targets.added })
        const changes = (given: typeof there, flip: boolean): string[] =>
          given.distributions
            .flatMap(({ name, files: all }) =>
              all.flatMap(({ old: a, new: b, targets, paths }) =>
                paths.map((path) => JSON.stringify([name, path, targets, flip ? b : a, flip ? a : b])),
              ),
            )
            .sort()
        expect(changes(back, true)).toEqual(changes(there, false))
      }),
    )
  })
})
