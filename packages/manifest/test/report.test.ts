import { stripVTControlCharacters } from 'node:util'

import * as fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'

import { formatBytes, markdownText, renderReport } from '../src/index.ts'
import { COMPILER, KINDS, MANIFEST, TWIN, artifact, digest, file } from './example.ts'

const LARGER = artifact('cp313-any', {
  sizes: { source: 120_000, bytecode: 134_000, unpacked: 160_000, compressed: 41_234 },
  files: [file('lib/a.pyc', { size: 134_000, sourceSize: 120_000 })],
})
const RELEASE = {
  ...MANIFEST,
  artifacts: [LARGER, artifact('cp312-manylinux_2_28_aarch64'), artifact('cp312-any'), TWIN],
}
const PREVIOUS = {
  ...MANIFEST,
  version: '1.1.0',
  artifacts: [
    artifact('cp312-any', {
      sha256: digest('9'),
      size: 40_000,
      sizes: {
        source: 120_000,
        bytecode: 96_500,
        unpacked: 150_000,
        compressed: 41_234,
        kinds: { ...KINDS, lineTables: 10_000, framing: 18_100 },
      },
      files: [file('x')],
    }),
    TWIN,
    artifact('cp39-any'),
  ],
}

describe('on a terminal', () => {
  test('compilers are sorted by version', () => {
    const compilers = ['cp310', 'cp38', 'cp39'].map((runtime) => ({
      ...COMPILER,
      runtime,
      version: runtime.replace('cp3', '3.'),
    }))
    const report = renderReport({ ...MANIFEST, compilers }, { format: 'terminal' })
    expect(report.match(/CPython \S+(?=,)/g)).toEqual(['CPython 3.8', 'CPython 3.9', 'CPython 3.10'])
  })

  test('a ratio that compares less than its columns show is explained', () => {
    const mixed = artifact('cp312-any', {
      sizes: { source: 150_000, bytecode: 98_000, unpacked: 150_000, compressed: 41_234 },
    })
    const report = renderReport({ ...MANIFEST, artifacts: [mixed] }, { format: 'terminal', width: 200 })
    expect(report).toContain(
      'The ratio compares bytecode with its own source; files that ship as source do not',
    )
    expect(renderReport(RELEASE, { format: 'terminal' })).not.toContain('The ratio')
  })

  test('archives are counted by their kind', () => {
    const [first, ...rest] = RELEASE.artifacts
    if (first === undefined) throw new Error('a release has artifacts')
    const zip = { ...first, file: 'tidemark-1.2.0-cp313-win_amd64.zip' }
    const wheel = { ...first, kind: 'wheel' as const, file: 'tidemark-1.2.0-cp313-none-any.whl' }
    const counted = (artifacts: typeof RELEASE.artifacts) =>
      renderReport({ ...RELEASE, artifacts }, { format: 'terminal' }).match(/^\d.*B$/m)?.[0]
    expect(counted([zip])).toBe('1 zip, 41.2 kB')
    expect(counted([...rest, zip, zip, wheel])).toBe('3 tarballs, 2 zips, 1 wheel, 215.2 kB')
  })

  test('a report has sizes, decisions, compilers, digests and the change since', () => {
    expect(renderReport(RELEASE, { format: 'terminal', previous: PREVIOUS })).toBe(`Tidemark 1.2.0
commit 0123456789ab

target                         source  bytecode  ratio  unpacked   packed  files
cp313-any                    120.0 kB  134.0 kB  112 %  160.0 kB  41.2 kB      1
cp312-manylinux_2_28_aarch64
                             120.0 kB   98.0 kB   82 %  150.0 kB  41.2 kB      3
cp312-any                    120.0 kB   98.0 kB   82 %  150.0 kB  41.2 kB      3
source twin                   30.0 kB         -      -   31.0 kB   9.0 kB      1
4 tarballs, 132.7 kB
Bytecode is larger than its source: cp313-any (112 %).

Bytecode by kind
kind              cp312-manylinux_2_28_aarch64 and 1 more
code                                        20.0 kB  20 %
inline caches                               18.0 kB  18 %
names                                        9.0 kB   9 %
strings                                      8.0 kB   8 %
docstrings                                  10.0 kB  10 %
other constants                              3.0 kB   3 %
line tables                                 12.0 kB  12 %
exception tables                              400 B  <1 %
framing                                     17.6 kB  18 %

Decisions
  source     3 files  policy.rules[0]: customers write their own plugins after
                      these
  bytecode  41 files  preset source-free: bytecode without its source

Compilers
  CPython 3.12.1, embedded, magic 3531; optimize 0, debug lines, normal form 1

SHA-256
  tidemark-1.2.0-cp313-any.tar.gz
    1111111111111111111111111111111111111111111111111111111111111111
  tidemark-1.2.0-cp312-manylinux_2_28_aarch64.tar.gz
    1111111111111111111111111111111111111111111111111111111111111111
  tidemark-1.2.0-cp312-any.tar.gz
    1111111111111111111111111111111111111111111111111111111111111111
  tidemark-1.2.0-source.tar.gz
    2222222222222222222222222222222222222222222222222222222222222222

Since 1.1.0
target                     before    after  change            files
cp313-any                       -  41.2 kB  new               1 added
cp312-manylinux_2_28_aarch64
                                -  41.2 kB  new               3 added
cp312-any                 40.0 kB  41.2 kB  +1.2 kB (+3.1 %)  3 added, 1 removed
source twin                9.0 kB   9.0 kB  same bytes        -
cp39-any                  41.2 kB        -  removed           3 removed
bytecode of cp312-any: line tables +2.0 kB (+20 %), framing -500 B (-2.8 %)
`)
  })

  test('colours appear only on request, and change no letter', () => {
    const plain = renderReport(RELEASE, { format: 'terminal' })
    const colored = renderReport(RELEASE, { format: 'terminal', color: true })
    expect(plain).not.toContain('\u001B')
    expect(colored).toContain('\u001B[33mBytecode is larger')
    expect(stripVTControlCharacters(colored)).toBe(plain)
  })

  test('kinds of many targets appear in blocks that fit the terminal', () => {
    const artifacts = ['cp310', 'cp311', 'cp312', 'cp313', 'cp314', 'pp311'].map((runtime, index) =>
      artifact(`${runtime}-any`, {
        sizes: {
          source: 1,
          bytecode: 98_000 + index,
          unpacked: 1,
          compressed: 1,
          kinds: { ...KINDS, names: KINDS.names + index },
        },
      }),
    )
    const text = renderReport({ ...MANIFEST, artifacts }, { format: 'terminal', width: 80 })
    expect(text).toContain('\nkind                  cp310-any      cp311-any      cp312-any      cp313-any\n')
    expect(text).toContain('\nkind                  cp314-any      pp311-any\n')
  })

  test('smaller bytecode is not reported as larger', () => {
    expect(renderReport(MANIFEST, { format: 'terminal' })).not.toContain('larger')
  })

  test(
    'no line is wider than the terminal, and every control character is escaped, whatever the names',
    { tags: ['slow'] },
    () => {
      const name = fc.oneof(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
        fc.constantFrom('日本語'.repeat(40), '\u001B[2J\u202Eevil'),
      )
      fc.assert(
        fc.property(name, name, fc.integer({ min: 80, max: 120 }), (text, reason, width) => {
          const manifest = {
            ...RELEASE,
            name: text,
            decisions: [{ ship: 'source' as const, rule: text, reason, files: 12 }],
            artifacts: RELEASE.artifacts.map((each) => ({ ...each, file: text })),
          }
          const report = renderReport(manifest, { format: 'terminal', width })
          // oxlint-disable-next-line no-control-regex -- these must not be there
          expect(report).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/)
          expect(Math.max(...report.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(width)
        }),
      )
    },
  )
})

describe('in Markdown', () => {
  test('a report has the same as tables', () => {
    const lines = renderReport(RELEASE, { format: 'markdown', previous: PREVIOUS }).split('\n')
    expect(lines).toContain('| `cp313-any` | 120.0 kB | 134.0 kB | **112 %** | 160.0 kB | 41.2 kB | 1 |')
    expect(lines).toContain('Bytecode is larger than its source: cp313-any (112 %).')
    expect(lines).toContain('| bytecode | 41 | `preset source-free` | bytecode without its source |')
    expect(lines).toContain('| Kind | `cp312-manylinux_2_28_aarch64 and 1 more` |')
    expect(lines).toContain('| line tables | 12.0 kB  12 % |')
    expect(lines).toContain('Bytecode of `cp312-any`: line tables +2.0 kB (+20 %), framing -500 B (-2.8 %).')
    expect(lines).toContain('### Since 1.1.0')
    expect(lines).toContain('| `cp312-any` | 40.0 kB | 41.2 kB | +1.2 kB (+3.1 %) | 3 added, 1 removed |')
    expect(lines).toContain(`| \`${TWIN.file}\` | \`${digest('2')}\` |`)
    expect(lines).toContain(
      'Compiled with CPython 3.12.1, embedded, magic 3531; optimize 0, debug lines, normal form 1.',
    )
  })

  test('names and reasons cannot leave their cell or become markup', () => {
    const reason = 'a | b\n\n# <script> [x](http://e) `c` *d* @team'
    const manifest = {
      ...MANIFEST,
      decisions: [{ ship: 'source' as const, rule: 'a`|b', reason, files: 1 }],
      artifacts: [{ ...TWIN, file: 'a|`b`.tar.gz' }],
    }
    const lines = renderReport(manifest, { format: 'markdown' }).split('\n')
    expect(lines).toContain(
      String.raw`| source | 1 | <code>a&#96;&#124;b</code> | a &#124; b&#92;u000a&#92;u000a&#35; &#60;script&#62; &#91;x&#93;(http:<!-- -->//e) &#96;c&#96; &#42;d&#42; &#64;<!-- -->team |`,
    )
    expect(lines).toContain(`| <code>a&#124;&#96;b&#96;.tar.gz</code> | \`${digest('2')}\` |`)
  })
})

describe('sizes in words', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1024, '1.0 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [12_345_678, '12.3 MB'],
    [8_589_934_592, '8.6 GB'],
    [-1500, '-1.5 kB'],
  ])('%d is %s', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words)
  })
})

function render(detail: 'full' | 'sizes' | 'totals'): string {
  return renderReport(RELEASE, { format: 'markdown', detail, previous: PREVIOUS })
}

function titles(text: string): string[] {
  return [...text.matchAll(/^### (.*)$/gm)].map((match) => match[1] ?? '')
}

function folds(text: string): string[] {
  const blocks = [...text.matchAll(/^<details>\n<summary>(.*)<\/summary>\n\n[^]*?\n\n<\/details>$/gm)]
  expect(text.match(/<\/?details>/g) ?? []).toHaveLength(2 * blocks.length)
  return blocks.map((match) => match[1] ?? '')
}

describe('the detail of a Markdown report', () => {
  test('is everything, the sizes, or the totals', () => {
    expect(renderReport(RELEASE, { format: 'markdown', previous: PREVIOUS })).toBe(render('full'))
    expect(titles(render('full'))).toEqual(['Sizes', 'Since 1.1.0'])
    expect(folds(render('full'))).toEqual([
      'Changes in the bytecode',
      'Bytecode by kind',
      'How each file ships',
      'SHA-256',
    ])
    expect(titles(render('sizes'))).toEqual(['Sizes', 'Since 1.1.0'])
    expect(folds(render('sizes'))).toEqual([])
    expect(render('totals')).toBe('### Sizes\n\n4 tarballs, 132.7 kB; since 1.1.0: +42.5 kB (+47 %).\n')
  })

  test('folds a long table, and shows the total above it', () => {
    const artifacts = Array.from({ length: 40 }, (_, index) => ({
      ...TWIN,
      kind: 'application' as const,
      target: `cp312-p${index}`,
      file: `a-${index}.tar.gz`,
    }))
    const text = renderReport(
      { ...MANIFEST, artifacts },
      { format: 'markdown', detail: 'sizes', previous: PREVIOUS },
    )
    expect(folds(text)).toEqual(['Each archive', 'Each archive'])
    expect(text).toMatch(/^### Sizes\n\n40 tarballs, \S+ kB\.\n\n<details>/)
  })
})

test.each([
  ['@octocat/team', '&#64;<!-- -->octocat/team'],
  ['#12', '&#35;<!-- -->12'],
  ['o/r#12 gh-12', 'o/r&#35;<!-- -->12 gh-<!-- -->12'],
  ['fix 0123abcd and 0a1b2c3d4e5f6', 'fix 0123ab<!-- -->cd and 0a1b2c<!-- -->3d4e5f<!-- -->6'],
  ['https://example.org www.example.org', 'https:<!-- -->//example.org www<!-- -->.example.org'],
  ['a :tada: 12:30', 'a :<!-- -->tada: 12:30'],
  ['none, # 1, a@, 1234567890', 'none, &#35; 1, a&#64;, 123456<!-- -->7890'],
])('text of unknown origin links nothing on GitHub: %j', (text, expected) => {
  expect(markdownText(text)).toBe(expected)
})
