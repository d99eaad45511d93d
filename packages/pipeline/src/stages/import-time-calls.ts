import type { DistributionFacts, SourceFacts, SourceFile, SourceUse } from '@exuvia/model'
import { readContent } from '@exuvia/project'
import { originsIn } from './imported-names.ts'

/**
 * Looks through the modules of a distribution for calls, while they are imported, of the functions in which uses
 * stand: as decorators, and at the top of a module or class. It reads lines, not syntax trees, because most modules are
 * not parsed.
 */
export async function findImportTimeCalls(
  modules: readonly Pick<SourceFile, 'path' | 'content'>[],
  facts: ReadonlyMap<string, SourceFacts | undefined>,
): Promise<Pick<DistributionFacts, 'decorators' | 'called'>> {
  const wanted = wantedIn(facts)
  const decorators = new Set<string>()
  const called = new Set<string>()
  if (wanted.size === 0) return { decorators, called }
  const aliases = new Map<string, string>()
  const decorating = new Set<string>()
  const [given, decorated]: [Given[], Set<string>] = [[], new Set()]
  for (const { path, content } of modules) {
    const text = Buffer.from(await readContent(content)).toString('latin1')
    for (const { definition, around } of decoratedIn(text)) {
      // An overload is no definition of its own.
      if (around.some(({ name }) => name !== 'overload')) decorated.add(definition)
      for (const [index, { name, call, given: first }] of around.entries()) {
        const use = wanted.get(name)
        const hasDocstring = around.slice(index + 1).some((each) => each.name === 'dataclass')
        if (call === '' && !hasDocstring) decorating.add(name)
        // A dataclass always has a docstring, if only its signature.
        if (use === undefined || (use.isAboutDocstrings && hasDocstring)) continue
        decorators.add(name + call)
        if (isOwn(first, text, path)) given.push({ name, definition: lastName(first) })
      }
    }
    for (const { name, alias } of callsAtTop(text)) {
      const stems = wanted.get(name)?.stems
      if (stems?.some((stem) => stem === stemOf(path) || text.includes(stem)) !== true) continue
      called.add(name)
      if (alias !== undefined) aliases.set(alias, name)
    }
  }
  // What is decorated itself may get its docstring there.
  for (const { name, definition } of given) if (!decorated.has(definition)) decorators.add(`${name}(own)`)
  // `d = f(x)` and `@d` decorate with what `f(` gives.
  for (const [alias, name] of aliases) if (decorating.has(alias)) decorators.add(`${name}(`)
  return { decorators, called }
}

/** A definition of the distribution that a decorator's call gets first. */
interface Given {
  /** Of the decorator. */
  readonly name: string
  readonly definition: string
}

interface Wanted {
  /** The names of the modules with the function. */
  readonly stems: string[]
  /** Whether it does nothing but read docstrings. */
  isAboutDocstrings: boolean
}

/** Functions that reach a use. */
function wantedIn(facts: ReadonlyMap<string, SourceFacts | undefined>): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>()
  for (const [path, each] of facts) {
    for (const use of each?.uses ?? []) {
      for (const name of functionsOf(use)) {
        const own = wanted.get(name) ?? { stems: [], isAboutDocstrings: true }
        wanted.set(name, own)
        if (!own.stems.includes(stemOf(path))) own.stems.push(stemOf(path))
        if (!use.kind.startsWith('doc-')) own.isAboutDocstrings = false
      }
    }
  }
  return wanted
}

function functionsOf({ kind, level, function: name, callers, owner }: SourceUse): readonly string[] {
  // Reached from this file or not, a decorator is about what it decorates.
  if (
    (level !== 'call' && owner?.startsWith('parameter') !== true) ||
    !/^(?:doc-(?:crash|refused|content)|source-|module-named)/.test(kind)
  )
    return []
  // A decorator is known by its own name, whatever calls it.
  return owner?.startsWith('parameter') === true ? [name, ...(callers ?? [])] : (callers ?? [])
}

/** `lib/a/utils.py` and `lib/utils/__init__.py` → `utils`. */
function stemOf(path: string): string {
  const parts = path.replace(/(?:\/__init__)?\.py$/, '').split('/')
  return parts.at(-1) ?? ''
}

interface Decorator {
  readonly name: string
  readonly call: string
  /** What the call gives first, if it is a dotted name; else empty. */
  readonly given: string
}

/** The definitions with decorators, each with its own, the outermost first: `@a.b(c.d` is `b`, `(` and `c.d`. */
function* decoratedIn(
  text: string,
): Generator<{ readonly definition: string; readonly around: readonly Decorator[] }> {
  let around: Decorator[] = []
  for (const [, dotted, call = '', given = '', definition] of text.matchAll(
    /^[ \t]*(?:@([\w.]+)(?:[ \t]*(\()\s*([A-Za-z_][\w.]*)?)?|(?:async[ \t]+)?(?:def|class)[ \t]+(\w+))/gm,
  )) {
    if (dotted !== undefined) {
      around.push({ name: lastName(dotted), call, given })
    } else if (definition !== undefined && around.length > 0) {
      yield { definition, around }
      around = []
    }
  }
}

/** Whether a module defines the first of dotted names, or imports it from its own package. */
function isOwn(name: string, text: string, path: string): boolean {
  const origin = name === '' ? undefined : originsIn(text).get(name.split('.', 1)[0] ?? name)
  if (origin === undefined) return false
  return origin === '' || origin.startsWith('.') || path.startsWith(`lib/${origin.split('.', 1)[0]}/`)
}

/** The functions that lines at the top of a module or of a class call, and the name for what they return. */
function* callsAtTop(text: string): Generator<{ readonly name: string; readonly alias: string | undefined }> {
  let isClass = false
  for (const line of text.split('\n')) {
    if (/^\w/.test(line)) isClass = line.startsWith('class ')
    const isTop = /^\w/.test(line) || (isClass && /^(?: {2,4}|\t)\w/.test(line))
    const call = isTop ? /^\s*(?:(\w[\w.]*)\s*=\s*)?([\w.]+)\(/.exec(line) : null
    if (call?.[2] !== undefined) yield { name: lastName(call[2]), alias: call[1] }
  }
}

function lastName(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1)
}
