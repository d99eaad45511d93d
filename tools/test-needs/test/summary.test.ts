import { expect, test } from 'vitest'
import { skipSummary } from '../src/summary.ts'

const skipped = (...tags: string[]): { state: string; tags: string[] } => ({ state: 'skipped', tags })

test('the summary is empty if no test was skipped', () => {
  expect(skipSummary([{ state: 'passed', tags: ['git', 'slow'] }], ['git'], true)).toEqual([])
})

test('the summary counts skipped tests per tool, and says how to get the tool and how to run all tests', () => {
  expect(
    skipSummary(
      [
        { state: 'passed', tags: ['bsdtar'] },
        { state: 'failed', tags: [] },
        skipped('bsdtar', 'busybox'),
        skipped('bsdtar'),
        skipped('slow', 'git'),
        skipped(),
      ],
      ['bsdtar', 'busybox', 'git'],
      true,
    ),
  ).toEqual([
    '4 tests were skipped (a test that needs two tools is in two lines):',
    '      2  bsdtar was not found; to get it: apt-get install libarchive-tools',
    '      1  busybox was not found; to get it: apt-get install busybox',
    '      1  slow',
    '      1  by a filter of names or tags',
    'To run them all: npm run test:all',
  ])
})

test('a test that another filter skips does not count for its tools', () => {
  expect(skipSummary([skipped('git'), skipped('slow')], ['bsdtar'], false).slice(1, -1)).toEqual([
    '      2  by a filter of names or tags',
  ])
})
