import { type Finding, type Severity, addAll, finding } from '@exuvia/model'
import { normalizeName, parseRuntime } from '@exuvia/packaging'
import type { ForeignContext } from './foreign-context.ts'
import { intrusionFindings, moduleFindings, packagesIn, topModules } from './judge-shadows.ts'

/** The folder of metadata with which an installer puts a distribution into `lib/`, and one that is deeper. */
const INSTALLED = /^[^/]+\.dist-info\//
const VENDORED = /\/[^/]+\.dist-info\//

/** What the files of an archive say about each other's modules. */
export interface ForeignFiles {
  readonly context: ForeignContext
  /** Paths in the archive. */
  readonly paths: readonly string[]
  /** Its single top folder, with `/`; or empty. */
  readonly folder: string
  /** Where an installer puts a file. */
  readonly installed: (path: string) => string
  /** Whether a config was given: without one, the builder of a tarball decided, and may have accepted a finding. */
  readonly isGiven: boolean
}

/**
 * Reports modules in each other's way, as a build does. Only two kinds of archive tell where
 * modules end up: a wheel, which is one distribution for one or several Pythons, and Exuvia's own
 * tarball, whose `lib/` comes before the standard library.
 */
export function foreignShadows(files: ForeignFiles): Finding[] {
  const found = files.context.manifest === undefined ? inWheel(files) : inTarball(files)
  const { artifact } = files.context
  return found.map((item) => ({ ...item, subject: { ...item.subject, artifact } }))
}

function inWheel({ context, paths, installed }: ForeignFiles): Finding[] {
  const [distribution] = context.distributions ?? []
  if (!/\.whl$/i.test(context.artifact) || distribution === undefined) return []
  // `cp312-cp312-linux_x86_64`; `py3` names no single Python.
  const tag = context.artifact.slice(0, -'.whl'.length).split('-').at(-3) ?? ''
  const runtimes = parseRuntime(tag) === undefined ? [] : [tag]
  const places = paths.map(installed)
  return [
    ...moduleFindings(distribution.name, 'error', topModules(places), runtimes),
    ...pathFileFindings(distribution.name, places),
  ]
}

/** A `.pth` file directly in `site-packages`: Python runs its lines that begin with `import` (documentation of `site`). */
function pathFileFindings(name: string, places: readonly string[]): Finding[] {
  return places
    .filter((place) => !place.includes('/') && place.endsWith('.pth'))
    .map((file) =>
      finding('pth-at-start', 'warning', { distribution: name, path: file }, { distribution: name, file }),
    )
}

function inTarball({ context, paths, folder, isGiven }: ForeignFiles): Finding[] {
  const { manifest, distributions = [] } = context
  const runtime = manifest?.target?.split('-')[0]
  if (manifest === undefined || runtime === undefined) return []
  const own = normalizeName(manifest.name)
  const lib = `${folder}lib/`
  const parts = distributions
    .map((distribution) => {
      const isOwn = distribution.normalizedName === own
      const below = paths.flatMap((path) =>
        path.startsWith(lib) && distribution.files?.has(path) === true ? [path.slice(lib.length)] : [],
      )
      const severity: Severity = isOwn && isGiven ? 'error' : 'warning'
      return { name: distribution.name, isOwn, severity, paths: below, packages: packagesIn(below) }
    })
    .filter(({ paths: below }) => !isVendored(below))
  const findings: Finding[] = []
  for (const { name, isOwn, paths: shipped } of parts) {
    const severity: Severity = isOwn || !isGiven ? 'warning' : 'error'
    addAll(findings, moduleFindings(name, severity, topModules(shipped), [runtime]))
  }
  return [...findings, ...intrusionFindings(parts)]
}

/** Whether a distribution is part of another one, as those in `setuptools/_vendor/` are. */
function isVendored(paths: readonly string[]): boolean {
  return paths.some((path) => VENDORED.test(path)) && !paths.some((path) => INSTALLED.test(path))
}
