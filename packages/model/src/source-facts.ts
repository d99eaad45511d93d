/** When Python reaches a use: it imports the module, runs it as a program, or calls a function. */
export type UseLevel = 'import' | 'main' | 'call'

/**
 * What a use is:
 * - `assert-effect`: an assert whose test changes something; `detail` names it (`pull_uint8()`, `await`).
 * - `assert-caught`: an assert inside `try` with a handler for AssertionError; `detail` is empty if that handler is
 *   for AssertionError alone, and returns or continues, and `raised` if it raises another exception.
 * - `assert-options`: an assert that refuses unknown keyword arguments; `detail` is the parameter, and `use` is `listed`
 *   where the assert has the known ones, `left` where it tests that none is left.
 * - `assert-guard`: a function, `detail`, that does nothing but assert what it is given.
 * - `assert-promised`: an assert of a function, `detail`, whose docstring says that it raises AssertionError.
 * - `doc-crash`: an operation on a docstring that fails for None; `detail` names it (`.strip`, `+`, `dedent()`), and
 *   `use` is `text` where it fails for an empty docstring too, and `shown` where a person reads the result.
 * - `doc-refused`: `raise` where a docstring is missing; `use` is `text` where an empty one is missing too.
 * - `doc-content`: a docstring given to a function; `detail` is the function, `use` the parameter.
 * - `doc-grammar`: functions whose docstrings are the rules of a grammar; `use` is `tables` if the file can also run
 *   from tables that were made before.
 * - `doc-shown`: a docstring that a library of `DOCSTRING_READERS` reads; `detail` is the library, `use` the function or
 *   class. One for each library in a file.
 * - `source-read`: a function of `inspect` that raises an exception without source, uncaught.
 * - `source-lines`: a function of `linecache`, which gives empty text without source.
 * - `source-decorator`: a decorator or call that needs the source file.
 * - `source-self`: the module opens its own file.
 * - `modules-listed`: a list of files by the suffix `.py`, in a file that does not know `.pyc`; `use` is `import` where
 *   the function imports modules afterwards.
 * - `module-named`: the name of a `.py` file as an argument; `reads` are functions nearby that read files.
 * - `file-folder`: a call about a file or folder beside the module, which a zip does not have; `detail` names it, and
 *   `use` is `asks` where it answers that nothing is there, and raises no exception.
 * - `debug-read`: `__debug__` or `sys.flags.optimize`.
 * - `debug-switch`: `__debug__` is the `default` of a parameter, or without it a function has another `return`.
 * - `debug-only`: `if __debug__` binds a name, `detail`, that code outside of it reads; `use` is that code's level.
 */
export type UseKind =
  | 'assert-effect'
  | 'assert-caught'
  | 'assert-options'
  | 'assert-guard'
  | 'assert-promised'
  | 'debug-switch'
  | 'doc-crash'
  | 'doc-refused'
  | 'doc-content'
  | 'doc-grammar'
  | 'doc-shown'
  | 'source-read'
  | 'source-lines'
  | 'source-decorator'
  | 'source-self'
  | 'modules-listed'
  | 'module-named'
  | 'file-folder'
  | 'debug-read'
  | 'debug-only'

/** One place in a source that optimisation, or shipping without source, can change. */
export interface SourceUse {
  readonly kind: UseKind
  /** 1-based. */
  readonly line: number
  readonly level: UseLevel
  /** The outermost function around it; empty outside of functions. */
  readonly function: string
  /** Functions and classes of this file whose call reaches it; at most 50, where `level` is `call` and it matters. */
  readonly callers?: readonly string[]
  readonly detail: string
  /**
   * Whose docstring: `module`, `class NAME`, `definition QUALNAME`, `import MODULE.NAME`, `parameter outer`,
   * `parameter inner` (of a function in a function) or `parameter given` (read in a function inside), `self`, `made` (of
   * what a function of this file gives), `other`.
   */
  readonly owner?: string
  readonly use?: string
  readonly reads?: readonly string[]
  /** Whether the place of a named file follows from that of the module. */
  readonly own?: boolean
  /** Whether an exception handler around it expects a missing file. */
  readonly caught?: boolean
}

/** A comment `# exuvia: ignore[CODE, CODE] REASON`. */
export interface IgnoreComment {
  readonly line: number
  readonly codes: readonly string[]
  readonly reason: string
}

/** What one source does that its bytecode may not do. */
export interface SourceFacts {
  /** By line; at most 500. */
  readonly uses: readonly SourceUse[]
  readonly ignored: readonly IgnoreComment[]
  /**
   * What the module imports, each name once: `a.b.c` or `.a` as written, where the last part may be a name in a module;
   * `*` where it imports all modules below its package; `?` where it computes names, and `"a.b` for each text in it that
   * may be one.
   */
  readonly imports?: readonly string[]
}
