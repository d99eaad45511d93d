import { type Runtime, compareText, sortedBy } from '@exuvia/model'
import { docstringOf, flagNames, hasAssert, isFunction } from './code-facts.ts'
import { itemsOf, resolve, textOf } from './decode.ts'
import { parseHeader } from './header.ts'
import { whyUnreadable } from './form.ts'
import { layoutForMagic } from './layout.ts'
import { loadableBy, runtimesForMagic } from '@exuvia/packaging'
import { opcodesOf } from './opcodes.ts'
import type { OutsidePath } from './outside-paths.ts'
import { type PycFile, readPyc } from './read.ts'
import { type SizeKinds, describeSizes } from './sizes.ts'
import { Texts } from './texts.ts'
import type { CodeValue, MarshalValue } from './types.ts'

/** A function, lambda, comprehension or class body. */
export interface FunctionDescription {
  /** `Class.method`, `outer.<locals>.inner`; before 3.11 built from the enclosing names. */
  readonly qualifiedName: string
  readonly kind: 'function' | 'class'
  readonly firstLine: number
  readonly arguments: {
    /** Positional-only ones among `positional`. */
    readonly positionalOnly: number
    readonly positional: number
    readonly keywordOnly: number
    /** Whether it takes `*args`. */
    readonly variadic: boolean
    /** Whether it takes `**kwargs`. */
    readonly keywords: boolean
  }
  readonly flags: readonly string[]
  readonly docstring: boolean
  /** Bytes in the file without the functions inside it. */
  readonly size: number
  readonly sizes: SizeKinds
}

/** The name of the module's own code. */
const MODULE = '<module>'

/** The content of a .pyc file; plain data. */
export interface PycDescription {
  readonly magic: number
  readonly runtime: Runtime | undefined
  /** `3.12`, or the pre-release: `3.12a4`. */
  readonly release: string | undefined
  /** The Pythons that load it, in words. */
  readonly loadableBy: string
  readonly header:
    | { readonly kind: 'timestamp'; readonly mtime: number; readonly sourceSize: number | undefined }
    | { readonly kind: 'checked-hash' | 'unchecked-hash'; readonly hash: string }
  /** Bytes of the file. */
  readonly size: number
  /** Undefined if the file's code objects cannot be read (PyPy, some pre-releases); `unread` gives the reason. */
  readonly code: CodeDescription | undefined
  readonly unread: string | undefined
}

export interface CodeDescription {
  /** Possible optimisation levels of the code; `evidence` explains why. */
  readonly optimize: { readonly levels: readonly number[]; readonly evidence: string }
  /** `co_filename` of the module. */
  readonly filename: string
  readonly firstLine: number
  readonly docstring: string | undefined
  readonly flags: readonly string[]
  readonly counts: {
    readonly codeObjects: number
    readonly functions: number
    readonly classes: number
    readonly docstrings: number
    readonly names: number
    readonly strings: number
  }
  /** Bytes by kind; they add up to the file's size. */
  readonly sizes: SizeKinds
  /** Bytes after the code object, which Python ignores; compilers write none. */
  readonly trailing: number
  /** Every name in the code, once, sorted. */
  readonly names: readonly string[]
  /** Every text constant that is not a docstring, once, in the file's order. */
  readonly strings: readonly string[]
  /** Every byte string of Python 3 that is printable ASCII, once, in the file's order; in 2.7 they are `strings`. */
  readonly byteStrings: readonly string[]
  /** Docstrings, whole, once each, in the file's order, with the first place that has them. */
  readonly docstrings: readonly { readonly where: string; readonly text: string }[]
  /** Every `co_filename`, if there is more than one. */
  readonly filenames: readonly string[]
  /** Paths that lead out of the project; docs/bytecode.md defines the rule. */
  readonly outsidePaths: readonly OutsidePath[]
  readonly functions: readonly FunctionDescription[]
}

/**
 * Describes a .pyc file. An unknown magic number or layout gives a description without `code`.
 *
 * @throws BytecodeError for broken files, and what `parseHeader` throws
 */
export function describePyc(bytes: Uint8Array): PycDescription {
  const header = parseHeader(bytes)
  const info = runtimesForMagic(header.magic)
  const unread = whyUnreadable(header.magic)
  return {
    magic: header.magic,
    runtime: header.runtime,
    release: info?.release,
    loadableBy: loadableBy(header),
    header:
      header.kind === 'timestamp'
        ? { kind: header.kind, mtime: header.mtime, sourceSize: header.sourceSize }
        : { kind: header.kind, hash: Buffer.from(header.hash).toString('hex') },
    size: bytes.length,
    code: unread === undefined ? describeCode(readPyc(bytes)) : undefined,
    unread,
  }
}

/** Describes the code of a file; undefined if it contains another value. @throws BytecodeError for broken files */
export function describeCode(file: PycFile): CodeDescription | undefined {
  const root = file.value
  if (root.kind !== 'code') return undefined
  const layout = layoutForMagic(file.magic)
  const sizes = describeSizes(file)
  const names = new Set<string>()
  const texts = new Texts(layout)
  const text = (value: MarshalValue): string => texts.text(value)
  const functions: FunctionDescription[] = []
  // Visit values that many code objects share once, so that a hostile file stays cheap.
  const seen = { code: new Set<MarshalValue>(), names: new Set<MarshalValue>() }
  const evidence: Evidence = { asserts: 'no', docstrings: 'no' }
  let docstrings = 0
  const qualified = qualifiedNames(root, text)
  for (const { code, own, size } of sizes.codes) {
    const docstring = docstringOf(code, layout)
    const qualifiedName =
      code.qualname === undefined ? (qualified.get(code) ?? '') : clip(text(code.qualname))
    const where = code === root ? MODULE : qualifiedName
    if (docstring !== undefined) {
      docstrings += 1
      if (isFunction(code)) evidence.docstrings = 'yes'
      else if (evidence.docstrings === 'no') evidence.docstrings = 'perhaps'
      texts.docstring(docstring, where)
    }
    if (isNew(code.code, seen.code) && hasAssert(code, layout)) evidence.asserts = 'yes'
    texts.filename(code.filename, where)
    for (const tuple of [code.names, code.locals, code.freevars, code.cellvars]) {
      if (tuple !== undefined && isNew(tuple, seen.names))
        for (const name of itemsOf(tuple)) names.add(text(name))
    }
    names.add(text(code.name))
    texts.constants(code.consts, docstring, where)
    if (code === root) continue
    functions.push({
      qualifiedName,
      kind: isFunction(code) ? 'function' : 'class',
      firstLine: code.firstlineno,
      arguments: {
        positionalOnly: code.posonlyargcount,
        positional: code.argcount,
        keywordOnly: code.kwonlyargcount,
        variadic: (code.flags & 0x4) !== 0,
        keywords: (code.flags & 0x8) !== 0,
      },
      flags: flagNames(code.flags, layout),
      docstring: docstring !== undefined,
      size,
      sizes: own,
    })
  }
  if (evidence.asserts === 'no' && opcodesOf(layout).assertion === undefined && names.has('AssertionError'))
    evidence.asserts = 'perhaps'
  const docstring = docstringOf(root, layout)
  const classes = functions.filter((item) => item.kind === 'class').length
  return {
    optimize: optimizeLevel(evidence),
    filename: textOf(root.filename),
    firstLine: root.firstlineno,
    docstring: docstring === undefined ? undefined : textOf(docstring),
    flags: flagNames(root.flags, layout),
    counts: {
      codeObjects: sizes.codes.length,
      functions: functions.length - classes,
      classes,
      docstrings,
      names: names.size,
      strings: texts.strings.size,
    },
    sizes: sizes.total,
    trailing: file.trailing.length,
    names: [...names].sort(compareText),
    strings: [...texts.strings.keys()],
    byteStrings: [...texts.byteStrings.keys()],
    docstrings: Array.from(texts.docstrings, ([string, where]) => ({ where, text: string })),
    filenames: texts.filenames.size > 1 ? [...texts.filenames.keys()].sort(compareText) : [],
    outsidePaths: texts.outsidePaths(),
    functions: sortedBy(functions, (item) => String(item.firstLine).padStart(10, '0')),
  }
}

interface Evidence {
  /** `perhaps`: before 3.9 `raise AssertionError` gives the same bytecode. */
  asserts: 'yes' | 'perhaps' | 'no'
  /** `perhaps`: in a class or module `__doc__ = "text"` gives the same bytecode. */
  docstrings: 'yes' | 'perhaps' | 'no'
}

const DOCSTRINGS = {
  yes: 'docstrings, which -OO removes',
  perhaps: 'docstrings of the module or classes only, which __doc__ = "…" sets at every level',
  no: 'no docstring',
} as const

/** The possible levels of the code: only a proof excludes one. */
function optimizeLevel({ asserts, docstrings }: Evidence): CodeDescription['optimize'] {
  if (asserts === 'yes') {
    const has =
      docstrings === 'no' ? 'assert statements, which -O removes' : 'docstrings and assert statements'
    return { levels: [0], evidence: `it has ${has}` }
  }
  const levels = docstrings === 'yes' ? [0, 1] : [0, 1, 2]
  const has = asserts === 'perhaps' ? 'the name AssertionError, which assert uses too' : 'no assert statement'
  return { levels, evidence: `it has ${has}, and ${DOCSTRINGS[docstrings]}` }
}

/** PEP 3155 names from the nesting, for versions that do not write them. */
function qualifiedNames(
  root: CodeValue,
  text: (value: MarshalValue) => string,
): ReadonlyMap<CodeValue, string> {
  const names = new Map<CodeValue, string>()
  const visit = (code: CodeValue, prefix: string): void => {
    if (code.consts.kind === 'ref') return
    for (const item of itemsOf(code.consts)) {
      if (item.kind !== 'code') continue
      const name = clip(prefix + clip(text(item.name)))
      names.set(item, name)
      visit(item, isFunction(item) ? `${name}.<locals>.` : `${name}.`)
    }
  }
  visit(root, '')
  return names
}

/** Maximum characters of a name: no real one is as long, and thousands of long ones would exhaust memory. */
function clip(name: string): string {
  return name.length > 1000 ? `${name.slice(0, 999)}…` : name
}

function isNew(value: MarshalValue, seen: Set<MarshalValue>): boolean {
  const target = resolve(value)
  if (seen.has(target)) return false
  seen.add(target)
  return true
}
