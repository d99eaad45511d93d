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
  for (const { path, content } of modules) {
    const text = Buffer.from(await readContent(content)).toString('latin1')
    for (const { name, call, given } of decoratorsIn(text)) {
      if (wanted.has(name)) decorators.add(name + call)
      if (wanted.has(name) && isOwn(given, text)) decorators.add(`${name}(own)`)
      if (call === '') decorating.add(name)
    }
    for (const { name, alias } of callsAtTop(text)) {
      if (wanted.get(name)?.some((stem) => stem === stemOf(path) || text.includes(stem)) !== true) continue
      called.add(name)
      if (alias !== undefined) aliases.set(alias, name)
    }
  }
  // `d = f(x)` and `@d` decorate with what `f(` gives.
  for (const [alias, name] of aliases) if (decorating.has(alias)) decorators.add(`${name}(`)
  return { decorators, called }
}

/** Functions that reach a use, with the names of their modules. */
function wantedIn(facts: ReadonlyMap<string, SourceFacts | undefined>): Map<string, string[]> {
  const wanted = new Map<string, string[]>()
  for (const [path, each] of facts) {
    for (const use of each?.uses ?? []) {
      for (const name of functionsOf(use)) {
        const stems = wanted.get(name) ?? []
        wanted.set(name, stems)
        if (!stems.includes(stemOf(path))) stems.push(stemOf(path))
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
  /** The first name of what the call gives; empty if it gives no name. */
  readonly given: string
}

/** `@a.b(c.d` is `b`, `(` and `c`. */
function* decoratorsIn(text: string): Generator<Decorator> {
  for (const [, dotted = '', call = '', given = ''] of text.matchAll(
    /^[ \t]*@([\w.]+)[ \t]*(\(?)\s*([A-Za-z_]\w*)?/gm,
  )) {
    yield { name: lastName(dotted), call, given: call === '' ? '' : given }
  }
}

/** Whether a module defines a name, or imports it from its own package. */
function isOwn(name: string, text: string): boolean {
  const origin = name === '' ? undefined : originsIn(text).get(name)
  return origin === '' || origin?.startsWith('.') === true
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
