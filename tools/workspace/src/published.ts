/** The fields of a package.json that this check reads. */
export interface PublishedManifest {
  readonly name: string
  readonly private?: boolean
  readonly description?: string
  readonly keywords?: readonly string[]
  readonly homepage?: string
  readonly bugs?: unknown
  readonly license?: string
  readonly repository?: unknown
}

/** A package to publish to npm, as its folder contains it. */
export interface PublishedPackage {
  /** From the repository's root, with `/`. */
  readonly folder: string
  readonly manifest: PublishedManifest
  /** Undefined if there is none. */
  readonly readme: string | undefined
}

const REPOSITORY = 'https://github.com/exuvia/exuvia'

/**
 * Lists what a package's npm page lacks, one line each. Without `repository` and the right
 * folder in it, npm refuses a publication with provenance. Private packages need nothing.
 */
export function pageProblems({ folder, manifest, readme }: PublishedPackage): string[] {
  if (manifest.private === true) return []
  const problems: string[] = []
  const needs = (holds: boolean, what: string): void => {
    if (!holds) problems.push(`${folder}: ${what}`)
  }
  const repository = { type: 'git', url: `git+${REPOSITORY}.git`, directory: folder }
  needs((manifest.description ?? '').length >= 20, 'package.json needs a "description"')
  needs((manifest.keywords ?? []).length >= 4, 'package.json needs four "keywords" or more')
  needs(manifest.license === 'Apache-2.0', 'package.json needs "license": "Apache-2.0"')
  needs(
    manifest.homepage?.startsWith(REPOSITORY) === true && manifest.homepage.endsWith('#readme'),
    `package.json needs "homepage": "${REPOSITORY}/tree/main/${folder}#readme"`,
  )
  needs(
    same(manifest.bugs, { url: `${REPOSITORY}/issues` }),
    `package.json needs "bugs": { "url": "${REPOSITORY}/issues" }`,
  )
  needs(
    same(manifest.repository, repository),
    `package.json needs "repository": ${JSON.stringify(repository)}`,
  )
  if (readme === undefined) return [...problems, `${folder}: there is no README.md`]
  needs(readme.startsWith(`# ${manifest.name}\n`), `README.md needs the heading "# ${manifest.name}"`)
  needs(/^```(?:ts|js|sh)/m.test(readme), 'README.md needs an example, in a block of ts or sh')
  needs(/^## Laws$/m.test(readme), 'README.md needs its promises, under "## Laws"')
  return problems
}

function same(found: unknown, wanted: Readonly<Record<string, string>>): boolean {
  if (found === null || typeof found !== 'object') return false
  const entries = Object.entries(found)
  return (
    entries.length === Object.keys(wanted).length && entries.every(([key, value]) => wanted[key] === value)
  )
}
