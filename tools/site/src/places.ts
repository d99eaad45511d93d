/** The repository, of which the site shows the main branch. */
export const REPOSITORY = 'https://github.com/exuvia/exuvia'

/** Where the pages are that `generate.ts` makes. */
export const GENERATED = 'tools/site/generated'

/** Globs of all Markdown files that are pages. */
export const PAGE_GLOBS = [
  'docs/**/*.md',
  '{apps,packages,runtimes,examples}/*/README.md',
  '{CONTRIBUTING,SECURITY,CODE_OF_CONDUCT}.md',
  'tools/site/pages/*.md',
  `${GENERATED}/**/*.md`,
]

const ONE_BY_ONE: Readonly<Record<string, string>> = {
  'README.md': 'index',
  'docs/README.md': 'guide',
  'docs/messages/README.md': 'messages/index',
  'apps/cli/README.md': 'packages/exuvia',
  'CONTRIBUTING.md': 'contributing',
  'SECURITY.md': 'security',
  'CODE_OF_CONDUCT.md': 'code-of-conduct',
}

/** How a path of the repository becomes a path of the site; the first pattern that fits counts. */
const ROWS: readonly (readonly [RegExp, string])[] = [
  [/^tools\/site\/(?:pages|generated)\/(.+)\.md$/, '$1'],
  [/^docs\/schemas\/([^/]+)\.schema\.json$/, 'schemas/$1'],
  [/^docs\/(.+)\.md$/, '$1'],
  [/^(?:apps|packages|runtimes)\/([^/]+)\/README\.md$/, 'packages/$1'],
  [/^examples\/([^/]+)\/README\.md$/, 'examples/$1'],
]

/**
 * Says where the site shows a file of the repository.
 * @param file its path in the repository, with `/`
 * @returns the path of the page without its ending: `messages/bad-lock`; undefined if no page shows the file
 */
export function placeOf(file: string): string | undefined {
  const own = ONE_BY_ONE[file]
  if (own !== undefined) return own
  const row = ROWS.find(([pattern]) => pattern.test(file))
  return row === undefined ? undefined : file.replace(row[0], row[1])
}
