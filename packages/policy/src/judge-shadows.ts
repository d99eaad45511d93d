import {
  addAll,
  type Decision,
  type Decisions,
  type Distribution,
  type Finding,
  type Inventory,
  type Runtime,
  type Severity,
  finding,
  sortedBy,
} from '@exuvia/model'
import { formatTarget, parseDistInfoPath, standardModules } from '@exuvia/packaging'

/** Modules that Python imports at every start if it finds them (documentation of `site`). */
const START_MODULES = new Set(['sitecustomize', 'usercustomize'])

/**
 * Reports files of a distribution that replace or join what others own: a module with the name of a standard
 * one (`lib/` comes first on `sys.path`), `sitecustomize`, and files inside another distribution's package.
 * A package without `__init__.py` has no owner (PEP 420), and neither has one that both distributions
 * bring (`pkgutil` namespaces). Files that the policy leaves out do not count.
 */
export function judgeShadows(inventory: Inventory, decisions: Decisions): Finding[] {
  const findings: Finding[] = []
  for (const distribution of inventory.distributions) {
    // Targets that no rule tells apart share one map.
    const byFiles = Map.groupBy(decisions.get(distribution.id) ?? [], ([, files]) => files)
    for (const [files, targets] of byFiles) {
      const runtimes = new Set(targets.flatMap(([name]) => name.split('-', 1).filter((part) => part !== '')))
      // The project's author chose the names of its own modules.
      const severity: Severity = distribution.wheel === undefined ? 'warning' : 'error'
      const modules = topModules(shippedPaths(distribution, files))
      addAll(findings, moduleFindings(distribution.name, severity, modules, [...runtimes]))
    }
  }
  return [...findings, ...intrusions(inventory, decisions)].filter(isFirst())
}

/** The files of one distribution that ship together with others. */
export interface ShippedPart {
  readonly name: string
  /** Of a finding about files that others put into its packages. */
  readonly severity: Severity
  /** Below `lib/`. */
  readonly paths: readonly string[]
  /** Folders that its files, shipped or not, make packages. */
  readonly packages: ReadonlySet<string>
}

function shippedPaths(
  distribution: Distribution,
  decided: ReadonlyMap<string, Decision> | undefined,
): string[] {
  return distribution.files
    .filter(({ path }) => path.startsWith('lib/') && decided?.get(path)?.ship !== 'exclude')
    .map(({ path }) => path.slice('lib/'.length))
}

/** A file that Python imports as a module or a package: source, bytecode or machine code. */
const IMPORTABLE = /^([^./]+)(?:\/__init__)?\.(?:pyw?|pyc|(?:[^/]+\.)?(?:so|pyd))$/i

/** The modules and packages at the top of a path of `sys.path`. */
export function topModules(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap((path) => IMPORTABLE.exec(path)?.[1] ?? []))]
}

/** Findings about modules that hide standard ones of some runtimes, or run at every start. */
export function moduleFindings(
  name: string,
  severity: Severity,
  modules: readonly string[],
  runtimes: readonly Runtime[],
): Finding[] {
  const subject = { distribution: name }
  const findings: Finding[] = []
  for (const module of modules) {
    if (START_MODULES.has(module)) {
      const args = { distribution: name, module: `${module}.py` }
      findings.push(finding('runs-at-start', severity, subject, args))
    }
    const hidden = runtimes.filter((runtime) => standardModules(runtime)?.has(module) === true)
    if (hidden.length === 0) continue
    const args = { distribution: name, module, runtimes: hidden }
    findings.push(finding('hides-standard-module', severity, subject, args))
  }
  return findings
}

/** Files inside a regular package or a `.dist-info` folder that another distribution of one target owns. */
function intrusions(inventory: Inventory, decisions: Decisions): Finding[] {
  const pathsOf = new Map<ReadonlyMap<string, Decision>, string[]>()
  return inventory.targets.flatMap(({ target, distributions }) => {
    const parts = inventory.distributions
      .filter(({ id }) => distributions.includes(id))
      .flatMap((distribution): ShippedPart[] => {
        const decided = decisions.get(distribution.id)?.get(formatTarget(target))
        if (decided === undefined) return []
        const paths = pathsOf.get(decided) ?? shippedPaths(distribution, decided)
        pathsOf.set(decided, paths)
        const severity: Severity = distribution.wheel === undefined ? 'error' : 'warning'
        const all = distribution.files.flatMap(({ path }) =>
          path.startsWith('lib/') ? [path.slice('lib/'.length)] : [],
        )
        return [{ name: distribution.name, severity, paths, packages: packagesIn(all) }]
      })
    return intrusionFindings(parts)
  })
}

/** Findings about files of one part inside a package that others make. */
export function intrusionFindings(parts: readonly ShippedPart[]): Finding[] {
  const findings: Finding[] = []
  const owners = ownersOf(parts)
  for (const part of parts) {
    const inside = Map.groupBy(part.paths, (path) => foreignPackage(path, part, owners) ?? '')
    for (const [folder, files] of inside) {
      const [owner] = owners.get(folder) ?? []
      if (folder === '' || owner === undefined) continue
      const args = {
        distribution: part.name,
        files: files.length === 1 ? '1 file' : `${files.length} files`,
        package: folder,
        owner: owner.name,
        example: sortedBy(files, (file) => file)[0] ?? '',
      }
      findings.push(finding('inside-other-package', owner.severity, { distribution: part.name }, args))
    }
  }
  return findings
}

/** The folders that files make packages, and `.dist-info` folders. */
export function packagesIn(paths: readonly string[]): ReadonlySet<string> {
  return new Set(paths.flatMap((path) => ownedFolder(path) ?? []))
}

/**
 * Folder → the parts that make it a package. One whose own `__init__.py` does not ship, because
 * another has the same, still has its part in a package that ships.
 */
function ownersOf(parts: readonly ShippedPart[]): ReadonlyMap<string, readonly ShippedPart[]> {
  const shipped = new Set(parts.flatMap(({ paths }) => [...packagesIn(paths)]))
  const owners = new Map<string, ShippedPart[]>()
  for (const part of parts) {
    for (const folder of part.packages) {
      if (!shipped.has(folder)) continue
      const known = owners.get(folder)
      if (known === undefined) owners.set(folder, [part])
      else known.push(part)
    }
  }
  return owners
}

function ownedFolder(path: string): string | undefined {
  const inside = parseDistInfoPath(path)
  if (inside?.parent === '' && inside.file === 'METADATA') return inside.folder
  return /^(.+)\/__init__\.(?:pyw?|pyc|(?:[^/]+\.)?(?:so|pyd))$/i.exec(path)?.[1]
}

/** The innermost folder around a file that others own and its distribution does not. */
function foreignPackage(
  path: string,
  part: ShippedPart,
  owners: ReadonlyMap<string, readonly ShippedPart[]>,
): string | undefined {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end)
    const found = owners.get(folder)
    if (found === undefined) continue
    if (!found.includes(part)) return folder
    // Its own package inside another's: the outer folder decides, so that a plugin package is found too.
  }
  return undefined
}

/** Keeps the first of equal findings: wheels for several targets usually agree. */
function isFirst(): (item: Finding) => boolean {
  const seen = new Set<string>()
  return (item) => {
    const key = JSON.stringify(item)
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  }
}
