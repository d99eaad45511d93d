import { expect, test } from 'vitest'
import { ExuviaError } from '@exuvia/model'
import { parseStart, renderPage, renderReport, serializeStart } from '../src/index.ts'
import { MANIFEST, START, TIMES, digest } from './example.ts'

test('what is written is read again, and the same times give the same text', () => {
  const text = serializeStart(START)
  expect(parseStart(text, 'x')).toStrictEqual(START)
  expect(serializeStart(parseStart(text, 'x'))).toBe(text)
})

test.each<[string, unknown]>([
  ['a text instead of a time', { ...START, artifacts: [{ ...TIMES, runs: 'many' }] }],
  ['an unknown key', { ...START, more: 1 }],
  ['a digest that is none', { ...START, artifacts: [{ ...TIMES, sha256: '../x' }] }],
  [
    'a negative time',
    {
      ...START,
      artifacts: [
        { ...TIMES, commands: [{ command: 'x', empty: { median: -1, lower: 0, upper: 0 }, forms: [] }] },
      ],
    },
  ],
  ['another file', MANIFEST],
])('a hostile file is refused: %s', (_, value) => {
  expect(codeOf(() => parseStart(JSON.stringify(value), 'x'))).toBe('start-invalid')
})

test('a file of a later version asks for a newer Exuvia', () => {
  expect(codeOf(() => parseStart('{"schema":"exuvia.start/2"}', 'x'))).toBe('manifest-newer')
})

test('a report shows each time with its spread, the machine, and what was not measured', () => {
  const text = renderReport(MANIFEST, { format: 'terminal', start: START })
  expect(text).toMatch(/tidemark --help +source, without cache +118\.2 ms +115\.0–123\.4 ms/)
  expect(text).toMatch(/compileall -b +- +not measured/)
  expect(text).toContain('Not measured: tidemark --help from compileall -b: exit code 1: no source')
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    'Python 3.12.1 on linux x64, 2 cores (<script>EPYC), 15 runs of each, without network',
  )
  const markdown = renderReport(MANIFEST, { format: 'markdown', start: START })
  expect(markdown).toContain('| `tidemark --help` | this tarball | 63.2 ms | 62.0–66.0 ms |')
  expect(renderReport(MANIFEST, { format: 'markdown', start: START, detail: 'totals' })).not.toContain('ms')
})

test('the page shows the same, and nothing of it is markup', () => {
  const page = renderPage({ manifest: MANIFEST, start: START })
  expect(page).toContain('How long it takes to start')
  expect(page).toContain('115.0–123.4 ms')
  expect(page).toContain('&lt;script&gt;EPYC')
  expect(page).not.toContain('<script>EPYC')
})

test('no report claims anything without a measurement, or by one of another tarball', () => {
  const other = { ...START, artifacts: [{ ...TIMES, sha256: digest('9') }] }
  for (const start of [undefined, other]) {
    expect(renderReport(MANIFEST, { format: 'terminal', start })).not.toContain('Start-up')
    expect(renderReport(MANIFEST, { format: 'markdown', start })).not.toContain('Start-up')
    expect(renderPage({ manifest: MANIFEST, start })).not.toContain('How long it takes to start')
  }
})

function codeOf(work: () => unknown): string | undefined {
  try {
    work()
  } catch (error) {
    return error instanceof ExuviaError ? error.code : 'a bug'
  }
  return undefined
}
