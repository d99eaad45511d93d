import { parseRequirement } from '@exuvia/packaging'
import { expect, test } from 'vitest'
import { dependencyGraph, type Requiring } from '../src/dependency-graph.ts'

const TARGET = { runtime: 'cp312', platform: 'manylinux_2_28_x86_64' }

function requiring(normalizedName: string, ...requires: readonly string[]): Requiring {
  return { normalizedName, requires: requires.map((text) => parseRequirement(text, 'a test')) }
}

function graph(root: Requiring, extras: readonly string[], ...others: readonly Requiring[]) {
  return Object.fromEntries(dependencyGraph(root, extras, others, TARGET))
}

test('what requires what follows from the metadata, with the markers of the target', () => {
  expect(
    graph(
      requiring('shelf', 'gull>=1', 'tern; sys_platform == "win32"', 'not-there'),
      [],
      requiring('gull', 'tern; python_version >= "3.9"'),
      requiring('tern'),
    ),
  ).toEqual({ shelf: ['gull'], gull: ['tern'], tern: [] })
})

test('an extra counts where another distribution asks for it, however late', () => {
  const gull = requiring('gull', 'auk; extra == "deep"')
  const tern = requiring('tern', 'gull[deep]')
  expect(graph(requiring('shelf', 'gull', 'tern'), [], gull, tern, requiring('auk'))).toEqual({
    shelf: ['gull', 'tern'],
    gull: ['auk'],
    tern: ['gull'],
    auk: [],
  })
  expect(graph(requiring('shelf', 'gull'), [], gull, requiring('auk'))).toEqual({ shelf: ['gull'], gull: [] })
  const own = requiring('shelf', 'gull; extra == "all"')
  expect(graph(own, ['all'], gull)).toEqual({ shelf: ['gull'], gull: [] })
  expect(graph(own, [], gull)).toEqual({ shelf: [] })
})

test('circles end, and nothing requires itself', () => {
  expect(
    graph(requiring('shelf', 'gull'), [], requiring('gull', 'tern', 'gull[x]'), requiring('tern', 'gull')),
  ).toEqual({ shelf: ['gull'], gull: ['tern'], tern: ['gull'] })
})

test('a chain of extras is followed to its end, each requirement asked again only for an extra that it names', () => {
  const count = 3000
  const chain = Array.from({ length: count }, (_, at) => `gull[e${at + 1}]; extra == "e${at}"`)
  const gull = requiring('gull', ...chain, `tern; extra == "e${count}"`)
  expect(graph(requiring('shelf', 'gull[e0]'), [], gull, requiring('tern'))).toEqual({
    shelf: ['gull'],
    gull: ['tern'],
    tern: [],
  })
})
