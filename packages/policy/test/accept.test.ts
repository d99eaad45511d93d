import { type Acceptance, type Finding, finding } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { acceptFindings } from '../src/index.ts'
import { config, distribution, inventory, judge } from './support.ts'

const DIGEST = 'ab'.repeat(32)

const MISMATCH: Finding = finding(
  'wheel-record-mismatch',
  'error',
  { distribution: 'Furo_X' },
  { wheel: 'furo_x-1-py3-none-any.whl', detail: 'a.py: no digest', distribution: 'Furo_X', sha256: DIGEST },
)

const ACCEPTED: Acceptance = {
  finding: 'wheel-record-mismatch',
  distribution: 'furo-x',
  sha256: DIGEST,
  reason: 'published so',
}

/** What a judge says about a wheel with the finding. */
function told(accept: readonly Acceptance[]): Finding[] {
  const about = { ...inventory(distribution('furo-x', ['lib/furo.py'])), findings: [MISMATCH] }
  const { findings } = judge(about, { ...config(), accept, lines: new Map([['accept[0]', 7]]) })
  return findings.filter(({ code }) => /record|accept/.test(code))
}

describe('an acceptance', () => {
  test('turns the finding into a note with the reason', () => {
    expect(told([ACCEPTED])).toEqual([
      {
        code: 'finding-accepted',
        severity: 'note',
        subject: { distribution: 'Furo_X' },
        args: {
          finding: 'wheel-record-mismatch',
          message: 'furo_x-1-py3-none-any.whl does not match its RECORD: a.py: no digest',
          reason: 'published so',
        },
      },
    ])
  })

  test.each([
    ['another digest', { sha256: 'cd'.repeat(32) }, `the wheel has the SHA-256 ${DIGEST}; `],
    ['another distribution', { distribution: 'other' }, ''],
    ['another finding', { finding: 'runs-at-start', sha256: undefined }, ''],
  ] as const)('of %s changes nothing, and is reported with its line', (_name, change, suggestion) => {
    const [kept, unused] = told([{ ...ACCEPTED, ...change }])
    expect(kept).toEqual(MISMATCH)
    expect(unused).toMatchObject({
      code: 'acceptance-unused',
      severity: 'warning',
      subject: { key: 'accept[0]', path: 'pyproject.toml', line: 7 },
      args: { suggestion },
    })
  })

  test('of files of any origin reports no unused one', () => {
    expect(acceptFindings([], [ACCEPTED])).toEqual([])
  })

  test.each(['assert-removed', 'docstring-removed', 'source-needed'] as const)(
    'of what bytecode breaks holds for the distribution, and for its path only if it names one: %s',
    (code) => {
      const broken = (path: string): Finding =>
        finding(
          code,
          'error',
          { distribution: 'seaborn', path },
          { way: '-OO', what: 'text', others: '', cured: 'seaborn', cure: 'a rule' },
        )
      const found = [broken('lib/seaborn/a.py'), broken('lib/seaborn/b.py')]
      const accepted: Acceptance = {
        finding: code,
        distribution: 'seaborn',
        sha256: undefined,
        reason: 'we do not plot',
      }
      const codes = (accept: Acceptance): string[] => acceptFindings(found, [accept]).map((each) => each.code)
      expect(codes(accepted)).toEqual(['finding-accepted', 'finding-accepted'])
      expect(codes({ ...accepted, path: '**/a.py' })).toEqual(['finding-accepted', code])
      expect(codes({ ...accepted, distribution: 'other' })).toEqual([code, code])
    },
  )
})
