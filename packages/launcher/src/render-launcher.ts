import { CHILDREN_ARCHIVE, type Runtime, sortedBy, usageError } from '@exuvia/model'
import { hasLazyImports, parseRuntime, type RuntimeParts, runtimeInWords } from '@exuvia/packaging'
import { CMD_TEMPLATE } from './cmd-template.ts'
import { LAUNCHER_TEMPLATE } from './launcher-template.ts'
import { nameCode } from './name-code.ts'
import { PLATFORM_GUARD, programWords } from './platform-note.ts'
import { type LauncherStart, startCode } from './start-code.ts'

/** What a launcher starts, and the Python that it needs. */
export interface LauncherOptions {
  /** CPython or PyPy; MicroPython has no launchers. */
  readonly runtime: Runtime
  /** 16-bit magic number of the bytecode in the tarball. */
  readonly magic: number
  readonly start: LauncherStart
  /**
   * Whether the tarball may have native modules: those of an ordinary CPython never load on a free-threaded one, and if
   * one does not load, `childrenArchive` with a platform says why.
   */
  readonly native: boolean
  /** Whether a CPython that can makes imports lazy (PEP 810); false by default. */
  readonly lazyImports?: boolean
  /** On Windows, the launcher looks for a Python without a console first. */
  readonly gui: boolean
  /** Name of the command and of its file in `bin/`. */
  readonly script: string
  /** `<name>-<version>`, for messages. */
  readonly stem: string
  /** All tarballs of this release for the same platform, so that the launcher can name the right one. */
  readonly siblings: readonly { readonly runtime: Runtime; readonly file: string }[]
}

/** Before the application is imported. The launcher itself uses what it imports at once. */
const LAZY_IMPORTS = "    sys.set_lazy_imports('all')\n"

/** Texts that go into shell and Python source without quoting. */
const STEM = /^[A-Za-z0-9][A-Za-z0-9._+!-]*$/
const DOTTED = /^[\p{ID_Start}_]\p{ID_Continue}*(\.[\p{ID_Start}_]\p{ID_Continue}*)*$/u
const CODE = /^[^'"\\\p{Cc}]+\.pyc?$/u
const SCRIPT = /^[^-/\\\p{Cc}][^/\\\p{Cc}]*$/u

/**
 * Renders the text of `bin/<script>`, to be written with mode 0755: a shell script that
 * finds the right Python and a Python program that starts the application, in one file.
 * The same options give the same bytes. docs/launchers.md describes what it does.
 * @throws usage error `bad-launcher`
 */
export function renderLauncher(options: LauncherOptions): string {
  const { parts, own, names, siblings } = checkOptions(options)
  return fill(LAUNCHER_TEMPLATE, {
    ...namesOf(options),
    RUNTIME: options.runtime,
    SHELL_NAMES: names.join(' '),
    SHELL_PROBE: shellProbe(options.native, parts),
    FREE_THREADED: tellsThreads(options.native, parts) ? FREE_THREADED : '',
    FITS: `('${implementationOf(parts)}', ${options.magic}, ${parts.major * 100 + parts.minor})`,
    NAMES: tuple(names),
    OTHER_NAMES: tuple(names.filter((word) => !own.includes(word))),
    WINDOWS_COMMANDS: windowsCommands(parts, names, options.gui),
    TARBALLS: `{${siblings.map(({ runtime, file }) => `'${runtime}': '${file}'`).join(', ')}}`,
    CHILDREN: CHILDREN_ARCHIVE,
    NAME_CODE: nameCode(parts),
    LAZY: options.lazyImports === true && hasLazyImports(options.runtime) ? LAZY_IMPORTS : '',
    GUARD: options.native ? PLATFORM_GUARD : '',
    START: startCode(options.start, parts, options.native),
  })
}

/**
 * Renders the text of `bin/<script>.cmd`, which starts `bin/<script>` from Windows' command interpreter.
 * The same options give the same bytes.
 * @throws usage error `bad-launcher`
 */
export function renderCmdLauncher(options: LauncherOptions): string {
  const { parts, names } = checkOptions(options)
  const [exact, ...general] = names.map((name) => [name])
  const search = [exact, ...pyCommand(parts), ...general].map((words) => `call :find ${words?.join(' ')}`)
  return fill(CMD_TEMPLATE, {
    ...namesOf(options),
    SEARCH: search.join('\n'),
    // Quotes would end the argument.
    PROBE: shellProbe(options.native, parts).replaceAll('"', "'"),
  }).replaceAll('\n', '\r\n')
}

/** What messages name. */
function namesOf({ stem, runtime }: LauncherOptions): Readonly<Record<string, string>> {
  return { PROGRAM: programWords(stem), NEEDED: runtimeInWords(runtime) }
}

interface Checked {
  readonly parts: RuntimeParts
  /** Names of the right Python on PATH, and with them those of the siblings. */
  readonly own: readonly string[]
  readonly names: readonly string[]
  readonly siblings: LauncherOptions['siblings']
}

/** @throws usage error `bad-launcher` for an option that would need quoting */
function checkOptions(options: LauncherOptions): Checked {
  const parts = parseRuntime(options.runtime)
  if (parts === undefined || parts.implementation === 'mpy') {
    throw badLauncher(options, `${options.runtime} is not CPython or PyPy, and a launcher starts only these`)
  }
  if (!Number.isInteger(options.magic) || options.magic < 0 || options.magic > 0xffff) {
    throw badLauncher(options, `${options.magic} is not a 16-bit magic number`)
  }
  if (!SCRIPT.test(options.script)) throw badLauncher(options, `"${options.script}" is not a file name`)
  for (const text of [options.stem, ...options.siblings.map(({ file }) => file)]) {
    if (!STEM.test(text))
      throw badLauncher(options, `"${text}" has characters other than A-Z a-z 0-9 . _ + ! -`)
  }
  const { start } = options
  for (const text of 'module' in start ? [start.module, start.attribute] : []) {
    if (!DOTTED.test(text)) throw badLauncher(options, `"${text}" is not a dotted Python name`)
  }
  if ('code' in start && !CODE.test(start.code)) throw badLauncher(options, `"${start.code}" needs quoting`)
  const siblings = sortedBy(options.siblings, ({ runtime, file }) => `${runtime} ${file}`)
  const own = interpreterNames(parts)
  const others = siblings.flatMap(({ runtime }) => interpreterNames(parseRuntime(runtime)).slice(0, 1))
  const names = [...new Set([...own, ...others])]
  return { parts, own, names, siblings }
}

/** On Windows, Python 3.13 has no `sys.abiflags`; docs.python.org/howto/free-threading-python names `sys.version`. */
const IS_FREE_THREADED = '"free-threading" in sys.version or "t" in getattr(sys, "abiflags", "")'

const FREE_THREADED = `
    if ${IS_FREE_THREADED.replaceAll('"', "'")}:
        implementation += '-t'`

/**
 * Whether a launcher tells free-threaded builds (PEP 703) from ordinary ones. Both load the bytecode of their version,
 * but neither loads the native modules of the other.
 */
function tellsThreads(
  native: boolean,
  { implementation, major, minor, freeThreaded }: RuntimeParts,
): boolean {
  return freeThreaded || (native && implementation === 'cp' && major === 3 && minor >= 13)
}

/** As the launcher's `_describe` names it. */
function implementationOf({ implementation, freeThreaded }: RuntimeParts): string {
  if (implementation === 'pp') return 'pypy'
  return freeThreaded ? 'cpython-t' : 'cpython'
}

/** Names of an interpreter on PATH, the most exact name first. */
function interpreterNames(parts: RuntimeParts | undefined): readonly string[] {
  if (parts === undefined || parts.implementation === 'mpy') return []
  const { major, minor, freeThreaded } = parts
  const plain = [`python${major}`, 'python']
  return parts.implementation === 'pp'
    ? [`pypy${major}.${minor}`, `pypy${major}`, 'pypy', ...plain]
    : // `make install` of a free-threaded CPython makes both names.
      [...(freeThreaded ? [`python${major}.${minor}t`] : []), `python${major}.${minor}`, ...plain]
}

/** Exits with 0 if the version matches and with 3 if not; any other status means a broken interpreter. */
function shellProbe(native: boolean, parts: RuntimeParts): string {
  const { implementation, major, minor, freeThreaded } = parts
  const not = implementation === 'pp' ? 'not ' : ''
  const build = tellsThreads(native, parts)
    ? ` or (${IS_FREE_THREADED}) is ${freeThreaded ? 'False' : 'True'}`
    : ''
  const other = `sys.version_info[:2] != (${major}, ${minor}) or "__pypy__" ${not}in sys.builtin_module_names${build}`
  return `import sys; print(sys.executable); sys.exit(3 * int(${other}))`
}

/** The same for Windows, where python.org's installer provides `py` instead of exact names. */
function windowsCommands(parts: RuntimeParts, names: readonly string[], gui: boolean): string {
  const plain = names.map((name) => [name])
  const launcher = pyCommand(parts)
  const windowed = [...launcher.map(([, version]) => ['pyw', version ?? '']), ['pythonw']]
  return `[${[...(gui ? windowed : []), ...plain, ...launcher].map((words) => `[${words.map(quote).join(', ')}]`).join(', ')}]`
}

/** python.org's `py` with the version; it starts no PyPy. */
function pyCommand({ implementation, major, minor, freeThreaded }: RuntimeParts): string[][] {
  return implementation === 'cp' ? [['py', `-${major}.${minor}${freeThreaded ? 't' : ''}`]] : []
}

function tuple(words: readonly string[]): string {
  return `(${words.map((word) => `${quote(word)},`).join(' ')})`
}

/** Quotes a word as a Python string. The word must hold no quotes. */
function quote(word: string): string {
  return `'${word}'`
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/@([A-Z_]+)@/g, (_, key: string) => {
    const value = values[key]
    if (value === undefined)
      throw new TypeError(`the launcher's template names @${key}@, which nothing fills`)
    return value
  })
}

function badLauncher(options: LauncherOptions, what: string): Error {
  return usageError('bad-launcher', { command: options.script, reason: what })
}
