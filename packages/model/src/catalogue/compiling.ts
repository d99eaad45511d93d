import type { MessageText } from './text.ts'

/** Compiling sources, and packing what was compiled. */
export const COMPILING = {
  'syntax-error': { message: 'syntax error: {message}', advice: '{excerpt:lines}' },
  'compiler-failed': {
    message: '{compiler} cannot compile this file: {detail}',
    advice: 'try a native interpreter (--toolchain native), or split the expression',
  },
  'bytecode-not-understood': {
    message: '{compiler} wrote bytecode that Exuvia cannot normalise: {detail}',
    advice:
      "report it as a bug in Exuvia; until it is fixed, normalise = false (compile --no-normalise) ships the compiler's own bytes",
  },
  'bytecode-as-compiled': {
    message: '{runtime} bytecode ships as compiled, with debug = "full" and not normalised: {reason}',
  },
  'toolchain-fallback': { message: '{runtime} is compiled with {used}: {reason}' },
  'toolchain-preview': {
    message: '{runtime} is compiled with {used}, a preview: no native build has confirmed its bytecode',
    advice: 'to compile with an interpreter of your own, set toolchain = "native"',
  },
  'compile-failed': { message: '{count} failed to compile', advice: 'correct them, {advice}' },
  'no-python': {
    message: 'no .py file in {sources}',
    advice: 'name a folder or wheel that contains Python sources',
  },
  'output-collision': {
    message: 'two sources would write {path}',
    advice: 'compile them into separate folders',
  },
  'not-a-source': {
    message: '{source} is not a folder, a wheel or a .py file',
    advice: 'name folders, .py files or wheels',
  },
  'wheel-link': {
    message: '{wheel}: {path} is a link, which a wheel cannot contain',
    advice: 'build the wheel again with its build backend',
  },
  'linked-folder': {
    message: '{folder} is a link to a folder',
    advice: 'exclude it with --exclude, or name the folder itself',
  },
  'broken-link': {
    message: '{file} is a link to a file that does not exist',
    advice: 'remove it, or exclude it with --exclude',
  },
  'link-outside': {
    message: '{file} is a link to {target}, outside {folder}',
    advice: 'exclude it, or replace the link with a copy of the file',
  },
  'bad-runtime': {
    message: '"{runtime}" is not a runtime that Exuvia compiles for',
    advice: 'for example --runtime cp312',
  },
  'no-sources': { message: 'no sources to compile', advice: 'name folders, .py files or wheels' },
  'debug-without-normalise': {
    message: '--no-normalise keeps the bytes of the compiler, which is --debug full, not {debug}',
    advice: 'remove one of the two options',
  },
  'docstrings-unsupported': {
    message:
      'Exuvia cannot compile for {runtime} with docstrings = "{docstrings}" at optimize = {optimize}: {reason}',
    advice:
      'without the normal form, use what a level of Python does: 1 keeps docstrings, and 2 removes them',
  },
  'docstrings-beside-source': {
    message:
      'bytecode beside its source must do what the source says, and --docstrings {docstrings} at --optimize {optimize} does not',
    advice: 'remove --keep-source or --docstrings',
  },
  'layout-never-imports': {
    message: 'Python never imports a __pycache__ file without its source (PEP 3147)',
    advice: 'add --keep-source, or use --layout legacy',
  },
  'layout-unknown-there': { message: '{runtime} has no __pycache__', advice: 'use --layout legacy' },
  'out-overlaps': {
    message: 'the output folder {out} and the source {source} overlap',
    advice: 'choose another --out',
  },
  'out-not-empty': {
    message: '{out} is not empty, and Python would still import modules left from an earlier run',
    advice: 'empty it first with --clean, or choose another --out',
  },
  'wheel-without-metadata': {
    message: '{wheel} has no .dist-info/WHEEL',
    advice: 'build the wheel again with its build backend',
  },
  'case-collision': {
    message: 'two files of {target} would have the path {path}, or differ from it only in case',
    advice: 'rename one, or exclude one with a policy rule: ship = "exclude"',
  },
  'bytecode-broken': {
    message: 'the bytecode for {path} is broken: {reason}',
    advice:
      'build again with --no-cache; if it fails again, the compiler writes bytecode that its Python would not load',
  },
  'changed-while-compiling': {
    message: '{path} changed while Exuvia compiled it',
    advice: 'build again when nothing writes to the project or the wheelhouse',
  },
  'changed-while-packing': {
    message: '{path} changed while Exuvia packed {file}',
    advice: 'build again when nothing writes to the project or the wheelhouse',
  },
} as const satisfies Record<string, MessageText>
