import { type EntryPoint, type SourceFacts, addAll } from '@exuvia/model'

/** A distribution, as far as its imports tell. */
export interface Importing {
  readonly files: ReadonlyMap<string, Pick<SourceFacts, 'imports'> | undefined>
  readonly entryPoints: readonly EntryPoint[]
  /** Whether it is what the others are there for, so that all of it runs. */
  readonly isProject: boolean
  /** What else it takes from modules that it imports, as `a.b`. */
  readonly taken?: readonly string[]
}

/** What the rest of an inventory uses of a distribution. */
export interface Reach {
  /** Paths of modules that nothing is known to import. */
  readonly unreached: ReadonlySet<string>
  /** Names that other distributions take from its modules. */
  readonly named: ReadonlySet<string>
}

/**
 * Finds modules that nothing is known to import: neither a command, nor another distribution, nor a module that one of
 * these reaches. Where no other distribution imports anything of it, its public face counts: the packages and modules at
 * its top. Empty where what is imported is not known: of the project itself, and of a distribution whose face imports
 * nothing, so that users must name its modules. Modules whose names a reached module computes are among them only in
 * parts that stand aside, as `contrib` does.
 * Pure, and linear in the number of imports.
 * @param distributions by id
 */
export function findReach(distributions: ReadonlyMap<string, Importing>): ReadonlyMap<string, Reach> {
  const imported = importedBy(distributions)
  return new Map([...distributions].map(([id, own]) => [id, reachIn(own, id, imported)]))
}

/** Parts of packages that only those import who want them. */
const ASIDE =
  /\.(?:contrib|examples?|samples?|demos?|tutorials?|benchmarks?|scripts?|tools?|ext|integrations?|_?vendor(?:ed)?)\./

/** The distribution that imports something, by id, or that several do. */
type Importer = string | typeof SEVERAL
const SEVERAL = Symbol('several')

/** What distributions import. */
interface Imported {
  /** By each name that they import, which may be one of a module or in it, and by the packages around. */
  readonly modules: ReadonlyMap<string, Importer>
  /** What they take from a module, by its name. */
  readonly attributes: ReadonlyMap<string, ReadonlyMap<string, Importer>>
}

function importedBy(distributions: ReadonlyMap<string, Importing>): Imported {
  const modules = new Map<string, Importer>()
  const attributes = new Map<string, Map<string, Importer>>()
  for (const [id, { files, taken = [] }] of distributions) {
    const names = [...files.values()].flatMap((facts) => facts?.imports ?? [])
    for (const name of new Set([...names, ...taken])) {
      if (!/^\w/.test(name)) continue
      for (const each of [name, ...around(name)]) note(modules, each, id)
      const parent = parentOf(name)
      const ofParent = attributes.get(parent) ?? new Map<string, Importer>()
      attributes.set(parent, ofParent)
      note(ofParent, name.slice(parent.length + 1), id)
    }
  }
  return { modules, attributes }
}

function note(importers: Map<string, Importer>, name: string, id: string): void {
  const known = importers.get(name) ?? id
  importers.set(name, known === id ? id : SEVERAL)
}

function reachIn({ files, entryPoints, isProject }: Importing, id: string, imported: Imported): Reach {
  if (isProject) return { unreached: new Set(), named: new Set() }
  const modules = new Map(
    [...files.keys()].flatMap((path) => {
      const name = moduleOf(path)
      return name === undefined ? [] : [[name, path] as const]
    }),
  )
  const isOther = (importer: Importer | undefined): boolean => importer !== undefined && importer !== id
  const isWanted = [...modules.keys()].some((name) => isOther(imported.modules.get(topOf(name))))
  const commands = entryPoints.map(({ module }) => module)
  const face = [...modules.keys()].filter((name) => isTop(name, modules))
  const faceNames = new Set(face)
  const wanted = [...modules.keys()].filter((name) => isOther(imported.modules.get(name)))
  const given = isWanted ? [...wanted, ...mains(modules)] : face
  const reached = new Set<string>()
  const isOpen = reach([...given, ...commands], modules, files, reached)
  // A face that imports nothing leaves it to users which modules they name.
  if (!isWanted && [...reached].every((name) => faceNames.has(name))) {
    return { unreached: new Set(), named: new Set() }
  }
  const rest = [...modules].filter(([name]) => !reached.has(name) && (!isOpen(name) || ASIDE.test(name)))
  const named = new Set<string>()
  for (const name of modules.keys()) {
    for (const [attribute, importer] of imported.attributes.get(name) ?? []) {
      if (isOther(importer)) named.add(attribute)
    }
  }
  return { unreached: new Set(rest.map(([, path]) => path)), named }
}

/**
 * Adds to `reached` what the names import, and what that imports.
 * @returns whether a module may be among those whose names a reached module computes
 */
function reach(
  roots: readonly string[],
  modules: ReadonlyMap<string, string>,
  files: Importing['files'],
  reached: Set<string>,
): (name: string) => boolean {
  const todo = roots.flatMap((name) => withParents(name, modules))
  const inside = Map.groupBy(modules.keys(), parentOf)
  const open = new Set<string>()
  const listed = new Set<string>()
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (reached.has(name)) continue
    reached.add(name)
    const path = modules.get(name) ?? ''
    const home = path.endsWith('/__init__.py') ? name : parentOf(name)
    // What a module imports that was not read is not known.
    for (const item of files.get(path)?.imports ?? ['?']) {
      if (item === '?') open.add(home)
      else if (item === '*') {
        for (const each of unlistedBelow(home, inside, listed)) todo.push(each)
      } else {
        for (const each of meant(item, home)) {
          for (const found of withParents(each, modules)) if (!reached.has(found)) todo.push(found)
        }
      }
    }
  }
  return (name) => around(name).some((each) => open.has(each))
}

/** The modules below a package; each is given once, however many of the packages around are listed. */
function unlistedBelow(
  name: string,
  inside: ReadonlyMap<string, readonly string[]>,
  listed: Set<string>,
): readonly string[] {
  const found: string[] = []
  const todo = [name]
  for (let each = todo.pop(); each !== undefined; each = todo.pop()) {
    if (listed.has(each)) continue
    listed.add(each)
    const below = inside.get(each) ?? []
    addAll(found, below)
    addAll(todo, below)
  }
  return found
}

/** What an item of `imports` may mean in a package. */
function meant(item: string, home: string): readonly string[] {
  const isQuoted = item.startsWith('"')
  const text = isQuoted ? item.slice(1) : item
  const name = text.replace(/^\.+/, '')
  const dots = text.length - name.length
  if (dots === 0) return isQuoted ? [text, `${home}.${text}`] : [text]
  const parts = home.split('.')
  const base = parts.slice(0, parts.length - (dots - 1))
  return [[...base, ...(name === '' ? [] : [name])].join('.')]
}

/** The module that a dotted name means, whose last part may be a name in it, and the packages around. */
function withParents(name: string, modules: ReadonlyMap<string, string>): readonly string[] {
  return [name, ...around(name)].filter((each) => modules.has(each))
}

/** `a.b.c` → `a.b`, `a`. */
function around(name: string): readonly string[] {
  const found: string[] = []
  for (let each = parentOf(name); each !== ''; each = parentOf(each)) found.push(each)
  return found
}

function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')))
}

function topOf(name: string): string {
  return name.split('.', 1)[0] ?? name
}

/** Whether no package is around a module: namespace packages (PEP 420) have no module of their own. */
function isTop(name: string, modules: ReadonlyMap<string, string>): boolean {
  return !around(name).some((each) => modules.has(each))
}

/** `python -m a` runs `a.__main__`. */
function mains(modules: ReadonlyMap<string, string>): readonly string[] {
  return [...modules.keys()].filter((name) => name.endsWith('.__main__'))
}

/** `lib/a/b.py` → `a.b`; undefined for a file that is no module. */
function moduleOf(path: string): string | undefined {
  return /^lib\/(.+?)(?:\/__init__)?\.py$/.exec(path)?.[1]?.replaceAll('/', '.')
}
