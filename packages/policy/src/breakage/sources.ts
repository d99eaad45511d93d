import { type SourceUse, type UseKind, matchWildcard, readWildcard } from '@exuvia/model'
import { type BreakageCheck, type BreakageContext, isReached, isRunByDecorator } from './context.ts'
import { importedFrom } from './docstrings.ts'

/** What goes wrong without the source, by the kind of use. */
const NEEDS: Partial<Record<UseKind, (detail: string) => string>> = {
  // A function of `inspect` that raises OSError where no source is found.
  'source-read': (detail) => `${detail} fails without the source`,
  // numba and TorchScript compile from the source file.
  'source-decorator': (detail) => `${detail} needs the source file`,
  'source-self': (detail) => `${detail} reads bytecode in place of source`,
}

/** Code that reads the source of a module. */
export const readsOfSource: BreakageCheck = (use, context) => {
  const { kind, level, detail } = use
  const need = NEEDS[kind]
  // Run as a program, a module that opens its own file is a tool for its authors, who have the source.
  if (need === undefined || (kind === 'source-self' && level === 'main')) return undefined
  const isCertain = isReached(use, context) || isRunByDecorator(use, context) || isOwnSource(use, context)
  return { way: 'no-source', severity: isCertain ? 'error' : 'warning', what: need(detail) }
}

/** Whether the source is that of a module of this distribution, or of a name in one, which no call can read. */
function isOwnSource({ kind, level, owner }: SourceUse, { path, decided }: BreakageContext): boolean {
  if (kind !== 'source-read' || level === 'main' || owner === undefined) return false
  if (owner.startsWith('definition ')) return true
  return importedFrom(owner, path, decided).some((place) => decided.get(place)?.ship === 'bytecode')
}

/**
 * A search by the suffix `.py`, which finds no bytecode. What imports the modules that it finds finds none, and an
 * import that looks beside its own module misses those of the distribution.
 */
export const listsOfModules: BreakageCheck = (use, context) => {
  if (use.kind !== 'modules-listed') return undefined
  const isCertain = use.level !== 'main' && !EXAMPLES.test(context.path) && findsOwn(use, context)
  return {
    way: 'no-source',
    severity: isCertain ? 'error' : 'warning',
    what: `looks for files "${use.detail}", and finds no bytecode`,
  }
}

/** Folders that are for readers, though an import may reach them. */
const EXAMPLES = /\/(?:examples?|samples?|demos?|tutorials?|benchmarks?)\//

/** Whether modules of the distribution are among those that a search looks for. */
function findsOwn({ own, use, detail }: SourceUse, context: BreakageContext): boolean {
  if (own === true) return hasNeighbour(detail, context)
  return (use === 'import' || use === 'package') && hasPlugins(context, use === 'package')
}

/** The folder around one whose modules a program finds by their place; nothing imports them by name. */
const PLUGINS =
  /^(lib\/(?:.*\/)?)(?:plugins?|plug_ins|addons?|add_ons|extensions?|rules|migrations|versions)\/[^_][^/]*\.py$/

/** Whether the package around a module has such a folder: of its own, or anywhere if the module lists packages. */
function hasPlugins({ path, decided }: BreakageContext, isAnywhere: boolean): boolean {
  const top = path.slice(0, path.indexOf('/', 'lib/'.length) + 1)
  return [...decided].some(([each, { ship }]) => {
    const around = ship === 'bytecode' && each.startsWith(top) ? PLUGINS.exec(each)?.[1] : undefined
    return around !== undefined && (isAnywhere || path.startsWith(around))
  })
}

/** Whether another module in the folder, or below it, ships without source, of those that a pattern or suffix means. */
function hasNeighbour(pattern: string, { path, decided }: BreakageContext): boolean {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const name = pattern.slice(pattern.lastIndexOf('/') + 1)
  // A suffix, or a name that the code completes, may mean any.
  const wanted = readWildcard(/^\.|[%{]/.test(name) ? '*.py' : name)
  return [...decided].some(
    ([each, { ship }]) =>
      each !== path &&
      ship === 'bytecode' &&
      each.startsWith(folder) &&
      matchWildcard(wanted, each.slice(each.lastIndexOf('/') + 1)),
  )
}

/** A module of the distribution that is read, run or copied by its file name. */
export const modulesByName: BreakageCheck = (use, context) => {
  if (use.kind !== 'module-named' || (use.own !== true && (use.reads ?? []).length === 0)) return undefined
  const file = shippedWithoutSource(use, context)
  if (file === undefined) return undefined
  return {
    way: 'no-source',
    severity: use.caught !== true && isItsOwnFile(use, context) ? 'error' : 'warning',
    what: `reads ${file}, which ships as bytecode`,
  }
}

/** Calls that put a name below a folder, which may be any if it is not the module's own. */
const JOINS: ReadonlySet<string> = new Set(['join', 'joinpath'])

/** A path from the module's own place certainly means the file; a name below another folder may mean any. */
function isItsOwnFile(use: SourceUse, context: BreakageContext): boolean {
  if (use.own === true) return use.level !== 'main'
  return use.use !== '' && !JOINS.has(use.use ?? '') && isReached(use, context)
}

/** The module beside this one, or below any folder, that the name means, if it ships without source. */
function shippedWithoutSource(
  { detail: name, own }: SourceUse,
  { path, decided }: BreakageContext,
): string | undefined {
  if (name.endsWith('__init__.py')) return undefined
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const beside = `${folder}${name}`
  const parts = name.split(/%\w|\{\w*\}/)
  if (parts.length > 1) return parts.length === 2 ? firstBetween(folder, parts, decided) : undefined
  const below = (): string | undefined =>
    name.includes('/') ? [...decided.keys()].find((each) => each.endsWith(`/${name}`)) : undefined
  const found = decided.has(beside)
    ? beside
    : (below() ?? (own === true ? onlyBelow(folder, name, decided) : undefined))
  return found !== undefined && decided.get(found)?.ship === 'bytecode' ? found : undefined
}

/** The one module of that name below a folder: the code names the folders between elsewhere. */
function onlyBelow(folder: string, name: string, decided: BreakageContext['decided']): string | undefined {
  const found = [...decided.keys()].filter((each) => each.startsWith(folder) && each.endsWith(`/${name}`))
  return found.length === 1 ? found[0] : undefined
}

/** Before a part of a name that varies: a shorter text fits names by chance. */
const MIN_HEAD = 4

/** The first module in a folder that ships without source and whose name begins and ends so: `data_%d.py`. */
function firstBetween(
  folder: string,
  [head = '', tail = '']: readonly string[],
  decided: BreakageContext['decided'],
): string | undefined {
  if (head.length < MIN_HEAD) return undefined
  const start = `${folder}${head}`
  for (const [path, { ship }] of decided) {
    const isBetween =
      path.startsWith(start) && path.endsWith(tail) && path.length > start.length + tail.length
    if (isBetween && ship === 'bytecode' && !path.includes('/', folder.length)) return path
  }
  return undefined
}
