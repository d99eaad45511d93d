import { expect, test } from 'vitest'

import { type PublishedPackage, pageProblems } from '../src/published.ts'

const complete: PublishedPackage = {
  folder: 'packages/crane',
  manifest: {
    name: '@exuvia/crane',
    description: 'Lifts and lowers what it is given',
    keywords: ['crane', 'harbour', 'lift', 'load'],
    homepage: 'https://github.com/exuvia/exuvia/tree/main/packages/crane#readme',
    bugs: { url: 'https://github.com/exuvia/exuvia/issues' },
    license: 'Apache-2.0',
    repository: {
      type: 'git',
      url: 'git+https://github.com/exuvia/exuvia.git',
      directory: 'packages/crane',
    },
  },
  readme: '# @exuvia/crane\n\n```ts\nlift()\n```\n\n## Laws\n\nNothing falls.\n',
}

test('a complete page passes', () => {
  expect(pageProblems(complete)).toEqual([])
})

test.each(['description', 'keywords', 'homepage', 'bugs', 'license', 'repository'] as const)(
  'refuses a package without %s',
  (key) => {
    const { [key]: _, ...rest } = complete.manifest
    const manifest = rest as PublishedPackage['manifest']
    expect(pageProblems({ ...complete, manifest })).toEqual([expect.stringContaining(`"${key}"`)])
    // Not published to npm.
    expect(pageProblems({ ...complete, manifest: { ...manifest, private: true } })).toEqual([])
  },
)

test("refuses another package's folder in the repository", () => {
  expect(pageProblems({ ...complete, folder: 'packages/quay' })).toEqual([
    expect.stringMatching(
      /^packages\/quay: package\.json needs "repository": .*"directory":"packages\/quay"/,
    ),
  ])
})

test.each([
  ['no README', undefined, 'there is no README.md'],
  ['another heading', complete.readme?.replace('crane', 'quay'), 'the heading "# @exuvia/crane"'],
  ['no example', complete.readme?.replace('```ts', '```'), 'an example'],
  ['no laws', complete.readme?.replace('## Laws', '## Notes'), '"## Laws"'],
])('%s is refused', (_, readme, says) => {
  expect(pageProblems({ ...complete, readme })).toEqual([expect.stringContaining(says)])
})
