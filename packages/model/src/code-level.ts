export type OptimizeLevel = 0 | 1 | 2

/** What becomes of docstrings: their text stays, `""` stands in their place, or nothing does. */
export type DocstringMode = 'keep' | 'empty' | 'strip'

export const DOCSTRING_MODES: readonly DocstringMode[] = ['keep', 'empty', 'strip']

/** How a source is compiled: the level decides about asserts and `__debug__`. */
export interface CodeLevel {
  readonly optimize: OptimizeLevel
  readonly docstrings: DocstringMode
}

/** What a level of Python's own does with docstrings. */
export function docstringsOf(optimize: OptimizeLevel): DocstringMode {
  return optimize === 2 ? 'strip' : 'keep'
}

/** A level to compile at, and what becomes of docstrings that the level keeps; undefined: nothing. */
export interface CompilerLevel {
  readonly optimize: OptimizeLevel
  readonly change: 'empty' | 'strip' | undefined
}

/**
 * Splits a level into what CPython has a level for, and what needs a changed syntax tree. Levels 1 and 2 differ in
 * docstrings alone, so only docstrings without asserts, and empty ones, need the tree.
 */
export function compilerLevel({ optimize, docstrings }: CodeLevel): CompilerLevel {
  const isBare = optimize > 0
  if (docstrings === 'keep') return { optimize: isBare ? 1 : 0, change: undefined }
  if (docstrings === 'strip' && isBare) return { optimize: 2, change: undefined }
  return { optimize: isBare ? 1 : 0, change: docstrings }
}

/** `bytecode, docstrings empty`: a form, with what was said of its level. */
export function formInWords({
  ship,
  optimize,
  docstrings,
}: Partial<CodeLevel> & { readonly ship: string }): string {
  return [
    ship,
    ...(optimize === undefined ? [] : [`optimize ${optimize}`]),
    ...(docstrings === undefined ? [] : [`docstrings ${docstrings}`]),
  ].join(', ')
}
