import { type Allowance, type BudgetLimit, describeFinding, parseAllowance } from '@exuvia/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type BudgetRow,
  type Earlier,
  type MeasuredArtifact,
  type MeasuredFile,
  budgetLines,
  measureBudget,
  overFinding,
  renderBudget,
  rowKey,
  unmeasuredFindings,
  unusedLimits,
} from '../src/index.ts'
import { KINDS } from './example.ts'

const NONE: Earlier = {
  kind: 'none',
  reason: 'no release is published',
  short: 'none',
  advice: '',
  isFirst: true,
}

function limit(more: Partial<BudgetLimit>): BudgetLimit {
  const open = {
    artifact: undefined,
    target: undefined,
    distribution: undefined,
    kind: undefined,
    path: undefined,
  }
  return { ...open, packed: [], unpacked: [], severity: 'error', reason: undefined, ...more }
}

function allow(text: string): Allowance {
  const allowance = parseAllowance(text)
  if (allowance === undefined) throw new Error(text)
  return allowance
}

function artifactOf(
  files: readonly MeasuredFile[],
  more: Partial<MeasuredArtifact> & { readonly packed?: number; readonly version?: string } = {},
): MeasuredArtifact {
  const { packed = 100, version = '1.1', target = 'cp312-any', ...rest } = more
  const unpacked = files.reduce((sum, { size }) => sum + size, 0)
  const bytecode = files.reduce(
    (sum, { size, sourceSize }) => (sourceSize === undefined ? sum : sum + size),
    0,
  )
  const sizes = { source: 0, bytecode, unpacked, compressed: packed }
  return { kind: 'application', file: `tide-${version}-${target}.tar.gz`, target, sizes, files, ...rest }
}

function releaseOf(...artifacts: readonly MeasuredArtifact[]): Earlier {
  return { kind: 'release', manifest: { version: '1.0', artifacts: artifacts as never } }
}

const DISTRIBUTIONS = ['tide', 'Harbour_Light', 'numpy']

const file: fc.Arbitrary<MeasuredFile> = fc.record({
  path: fc.constantFrom(
    'lib/tide/a.pyc',
    'lib/tide/b.pyc',
    'lib/tide/t.json',
    'lib/numpy/c.so',
    'bin/tide',
    'LICENSES/x',
  ),
  size: fc.nat(1000),
  distribution: fc.constantFrom(...DISTRIBUTIONS),
  ship: fc.constantFrom('bytecode', 'data'),
})

const files = fc.uniqueArray(file, { selector: ({ path }) => path, maxLength: 6 })

const limits = fc.record({
  distribution: fc.constantFrom(undefined, 'tide', 'harbour-light', '*'),
  kind: fc.constantFrom(undefined, 'bytecode', 'native', 'data', 'exuvia'),
  path: fc.constantFrom(undefined, 'tide/**', 'lib/**', '**/*.so'),
  allowance: fc.oneof(
    fc.nat(1000).map((bytes) => allow(`${bytes} B`)),
    fc.nat(300).map((bytes) => allow(`+${bytes} B`)),
    fc.nat(300).map((percent) => allow(`+${percent} %`)),
  ),
})

type Wanted = typeof limits extends fc.Arbitrary<infer Value> ? Value : never

/** The bytes that count, found otherwise than by the code under test. */
function bytesBy(all: readonly MeasuredFile[], { distribution, kind, path }: Wanted): number {
  let sum = 0
  for (const { path: at, size, distribution: owner = '' } of all) {
    if (distribution === 'tide' && owner !== 'tide') continue
    if (distribution === 'harbour-light' && owner !== 'Harbour_Light') continue
    const isLicense = at.startsWith('LICENSES')
    const found = at.endsWith('.pyc')
      ? 'bytecode'
      : isLicense
        ? 'licenses'
        : at.endsWith('.so')
          ? 'native'
          : 'data'
    if (kind !== undefined && kind !== found) continue
    if (path === 'tide/**' && !at.startsWith('lib/tide/')) continue
    if (path === 'lib/**' && !at.startsWith('lib/')) continue
    if (path === '**/*.so' && !at.endsWith('.so')) continue
    sum += size
  }
  return sum
}

describe('a budget', () => {
  test('is never silent: what is too large is over, what is not known is not kept', () => {
    fc.assert(
      fc.property(files, fc.option(files, { nil: undefined }), limits, (now, before, wanted) => {
        const { allowance, ...conditions } = wanted
        const earlier = before === undefined ? NONE : releaseOf(artifactOf(before))
        const given = limit({ ...conditions, unpacked: [allowance] })
        const [row, ...others] = measureBudget([given], [artifactOf(now)], earlier)
        const then = before === undefined ? undefined : bytesBy(before, wanted)
        const [size, growth] = [
          bytesBy(now, wanted),
          allowance.kind === 'share' ? allowance.hundredths / 10_000 : 0,
        ]
        const most =
          allowance.kind === 'size'
            ? allowance.bytes
            : then === undefined
              ? undefined
              : allowance.kind === 'growth'
                ? then + allowance.bytes
                : then * (1 + growth)
        const expected = most === undefined ? 'not-measured' : size > most ? 'over' : 'kept'
        expect([others, row?.now, row?.state]).toEqual([[], size, expected])
      }),
    )
  })

  test('does not depend on the order of files and artifacts', () => {
    const shuffled = files.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, shuffled, fc.array(limits, { maxLength: 3 }), ([a, b], [c, d], wanted) => {
        const given = wanted.map(({ allowance, ...conditions }) =>
          limit({ ...conditions, unpacked: [allowance] }),
        )
        const earlier = releaseOf(artifactOf(c), artifactOf(a, { target: 'cp313-any' }))
        const moved = releaseOf(artifactOf(b, { target: 'cp313-any' }), artifactOf(d))
        const one = measureBudget(given, [artifactOf(a), artifactOf(c, { target: 'cp313-any' })], earlier)
        const two = measureBudget(given, [artifactOf(d, { target: 'cp313-any' }), artifactOf(b)], moved)
        expect(said(two, moved)).toEqual(said(one, earlier))
      }),
    )
  })
})

/** All sentences about a budget. */
function said(rows: readonly BudgetRow[], earlier: Earlier): string[] {
  const groups = Map.groupBy(
    rows.filter(({ state }) => state === 'over'),
    rowKey,
  )
  const findings = [...groups.values()].map((group) => overFinding(group, { name: 'tide', earlier }))
  return [...findings, ...unmeasuredFindings(rows)].map((item) => describeFinding(item).message).sort()
}

const BEFORE = [
  { path: 'lib/tide/a.pyc', size: 1000, distribution: 'tide', sourceSize: 500, ship: 'bytecode' as const },
  { path: 'lib/tide/map.json', size: 4000, distribution: 'tide', ship: 'data' as const },
  { path: 'bin/tide', size: 300 },
]
const AFTER = [
  { path: 'bin/tide', size: 350 },
  { path: 'lib/tide/a.pyc', size: 1200, distribution: 'tide', sourceSize: 600, ship: 'bytecode' as const },
  { path: 'lib/tide/map.json', size: 3000, distribution: 'tide', ship: 'data' as const },
  { path: 'lib/tzdata/zone.tab', size: 90_000, distribution: 'tzdata', ship: 'data' as const },
]

test('a message names the limit, now, before, and what grew most', () => {
  const given = limit({ packed: [allow('+5 %')], reason: 'satellites are slow' })
  const earlier = releaseOf(artifactOf(BEFORE, { packed: 20_000, version: '1.0' }))
  const rows = measureBudget([given], [artifactOf(AFTER, { packed: 31_000 })], earlier)
  expect(said(rows, earlier)).toEqual([
    `packed size: 31.0 kB in tide-1.1-cp312-any.tar.gz, 10.0 kB over the limit of +5 % (21.0 kB), because satellites are slow; before: 20.0 kB in 1.0
distributions that grew most, unpacked:
  +90.0 kB  tzdata (new)
     +50 B  made by Exuvia
files that grew most, unpacked:
  +90.0 kB  lib/tzdata/zone.tab (new)
    +200 B  lib/tide/a.pyc
     +50 B  bin/tide`,
  ])
})

test('a message lists five files and five distributions at most', () => {
  const many = [...Array(9).keys()].map((index) => ({
    path: `lib/p${index}/x.json`,
    size: 100 + index,
    distribution: `p${index}`,
    ship: 'data' as const,
  }))
  const [message = ''] = said(
    measureBudget([limit({ unpacked: [allow('1 B')] })], [artifactOf(many)], NONE),
    NONE,
  )
  expect(message.split('\n').slice(1)).toEqual([
    'largest distributions, unpacked:',
    ...[8, 7, 6, 5, 4].map((index) => `  ${100 + index} B  p${index}`),
    'largest files, unpacked:',
    ...[8, 7, 6, 5, 4].map((index) => `  ${100 + index} B  lib/p${index}/x.json`),
  ])
})

function withKinds(unread: number): MeasuredArtifact {
  const made = artifactOf(BEFORE)
  return { ...made, sizes: { ...made.sizes, kinds: { ...KINDS, unread } } }
}

function stateOf(
  artifact: MeasuredArtifact,
  most: string,
  kind: BudgetLimit['kind'] = 'docstrings',
): BudgetRow['state'] | undefined {
  return measureBudget([limit({ kind, unpacked: [allow(most)] })], [artifact], NONE)[0]?.state
}

describe('bytes inside bytecode', () => {
  test('count as the manifest has them; code counts inline caches too', () => {
    expect([stateOf(withKinds(0), '10 kB'), stateOf(withKinds(0), '9999 B')]).toEqual(['kept', 'over'])
    expect([stateOf(withKinds(0), '38 kB', 'code'), stateOf(withKinds(0), '37999 B', 'code')]).toEqual([
      'kept',
      'over',
    ])
  })

  test('are not known where bytecode was not read, unless what is known is too much', () => {
    expect([stateOf(withKinds(1), '10 kB'), stateOf(withKinds(1), '9999 B')]).toEqual([
      'not-measured',
      'over',
    ])
    expect(stateOf(artifactOf(BEFORE), '10 kB')).toBe('not-measured')
    expect(stateOf(artifactOf([]), '0 B')).toBe('kept')
  })
})

test('a target that the last release does not have has not grown', () => {
  const rows = measureBudget([limit({ packed: [allow('+5 %')] })], [artifactOf(AFTER)], releaseOf())
  expect(unmeasuredFindings(rows).map((item) => [item.severity, describeFinding(item).message])).toEqual([
    ['note', 'not measured: packed size (limit +5 %): 1.0 has no cp312-any'],
  ])
})

/** An archive for a board, with one file. */
function board(size: number): MeasuredArtifact {
  return artifactOf([{ path: 'lib/tide.mpy', size, ship: 'bytecode', distribution: 'tide' }], {
    target: 'mpy6-armv7emsp',
    packed: 10,
  })
}

test('a budget of flash counts the files as a board stores them, in binary units', () => {
  const flash = limit({ target: 'mpy6-*', unpacked: [allow('256 KiB')], reason: 'the flash of the board' })
  const states = [262_144, 262_145].map((size) =>
    measureBudget([flash], [board(size), artifactOf(AFTER)], NONE),
  )
  expect(states.map((rows) => rows.map(({ state }) => state))).toEqual([['kept'], ['over']])
  const over = describeFinding(overFinding(states[1] ?? [], { name: 'tide', earlier: NONE })).message
  expect(over).toContain(
    'unpacked size: 262.1 kB in tide-1.1-mpy6-armv7emsp.tar.gz, 1 B over the limit of 256 KiB',
  )
  expect(over).toContain('lib/tide.mpy')
})

test('a table of a budget shows what is kept too, and what is over first', () => {
  const all = [
    limit({ packed: [allow('1 kB')] }),
    limit({ unpacked: [allow('1 B')] }),
    limit({ packed: [allow('+5 %')] }),
  ]
  const lines = budgetLines(measureBudget(all, [artifactOf(AFTER)], NONE))
  expect(lines.map(({ state }) => state)).toEqual(['over', 'not-measured', 'kept'])
  const [title, table = ''] = renderBudget(lines).split('\n\n')
  expect(title).toBe('Budget: 1 kept, **1 exceeded**, 1 not measured.')
  expect(table.split('\n')[4]).toBe('| `packed size` | `cp312-any` | `1 kB` | 100 B | - | kept |')
  expect(renderBudget([])).toBe('')
})

test('a limit of a target holds for its artifacts alone', () => {
  const all = [
    artifactOf(AFTER),
    artifactOf(AFTER, { target: 'mpy6-armv7emsp' }),
    { ...artifactOf(AFTER), kind: 'source', file: 'tide-1.1-source.tar.gz', target: undefined } as const,
  ]
  const held = (more: Partial<BudgetLimit>): string[] =>
    measureBudget([limit({ packed: [allow('1 B')], ...more })], all as MeasuredArtifact[], NONE).map(
      ({ artifact }) => artifact.file.slice(9),
    )
  expect(held({ target: 'mpy6-*' })).toEqual(['mpy6-armv7emsp.tar.gz'])
  expect(held({ target: 'cp312' })).toEqual(['cp312-any.tar.gz'])
  expect(held({ target: '*' })).toEqual(['cp312-any.tar.gz', 'mpy6-armv7emsp.tar.gz'])
  expect(held({ artifact: '*-source.*' })).toEqual(['source.tar.gz'])
  expect(held({})).toHaveLength(3)
})

test('a limit that measures nothing is reported, with what was meant; one of nothing is not', () => {
  const given = [
    limit({ path: 'tzdta/**', unpacked: [allow('1 kB')] }),
    limit({ distribution: 'tzdate', unpacked: [allow('1 kB')] }),
    limit({ target: 'cp31-any', packed: [allow('1 kB')] }),
    limit({ artifact: '*.zip', packed: [allow('1 kB')] }),
    limit({ path: '**/tests/**', unpacked: [allow('0 B')] }),
    limit({ kind: 'native', unpacked: [allow('+5 %')] }),
    limit({ path: 'tzdata/**', unpacked: [allow('1 kB')] }),
  ]
  expect(
    unusedLimits(given, [artifactOf(AFTER)]).map((item) => {
      const { message, advice = '' } = describeFinding(item)
      return `${item.subject.key ?? ''}: ${message}; ${advice.split('? ')[0] ?? ''}`
    }),
  ).toEqual([
    'budget.limits[0]: this limit measures nothing: no file of the release matches path = "tzdta/**"; did you mean "tzdata/**"',
    'budget.limits[1]: this limit measures nothing: no file of the release matches distribution = "tzdate"; did you mean "tzdata"',
    'budget.limits[2]: this limit measures nothing: no artifact of the release matches target = "cp31-any"; did you mean "cp312-any"',
    'budget.limits[3]: this limit measures nothing: no artifact of the release matches artifact = "*.zip"; correct the limit or remove it',
    'budget.limits[5]: this limit measures nothing: no file of the release matches kind = "native"; correct the limit or remove it',
  ])
})
