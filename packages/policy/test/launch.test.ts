import { expect, test } from 'vitest'
import { config, distribution, inventory, judge } from './support.ts'

function codes(runtimes: readonly string[], lazyImports: boolean): string[] {
  const own = distribution('tidemark', ['lib/tidemark/a.py'], { wheel: undefined })
  const targets = runtimes.map((runtime) => ({
    target: { runtime, platform: 'any' },
    distributions: [own.id],
    commands: [],
  }))
  const { findings } = judge({ ...inventory(own), targets }, { ...config({}), launch: { lazyImports } })
  return findings
    .filter(({ code }) => code.startsWith('lazy'))
    .map(({ severity, code }) => `${severity} ${code}`)
}

test('lazy imports without a Python that has them are reported', () => {
  expect(codes(['cp314', 'pp311'], true)).toEqual(['warning lazy-imports-unused'])
  expect(codes(['cp314', 'cp315'], true)).toEqual([])
  expect(codes(['cp314'], false)).toEqual([])
})
