import { cutPath } from '@exuvia/packaging'
import { isText, payloadOf, resolve, textOf } from './decode.ts'
import type { Layout } from './layout.ts'
import { type OutsidePath, folderOf, isOutside, pathsIn } from './outside-paths.ts'
import { type LeafValue, type MarshalValue, TYPE } from './types.ts'

/** Maximum different paths and folders per file; no real one has as many. */
const MOST_PATHS = 1000
const MOST_FOLDERS = 16

/** Collects the texts of a file's code objects: what it reveals. */
export class Texts {
  /** Every text constant that is not a docstring, once, with its first place. */
  readonly strings = new Map<string, string>()
  /** Every readable byte string of Python 3, once, with its first place. */
  readonly byteStrings = new Map<string, string>()
  /** Every docstring, once, with its first place. */
  readonly docstrings = new Map<string, string>()
  /** Every `co_filename`, with its first place. */
  readonly filenames = new Map<string, string>()
  private readonly layout: Layout
  private readonly decoded = new Map<MarshalValue, string>()
  /** Long strings of one length have one hash in V8: a string is looked up once, however often it is referred to. */
  private readonly gathered = new Set<LeafValue>()
  private readonly walked = new Set<MarshalValue>()

  constructor(layout: Layout) {
    this.layout = layout
  }

  /** A value's text; decoded once for all references to it. */
  text(value: MarshalValue): string {
    const target = resolve(value)
    const known = this.decoded.get(target)
    if (known !== undefined) return known
    const text = textOf(target)
    this.decoded.set(target, text)
    return text
  }

  filename(value: MarshalValue, where: string): void {
    const name = this.text(value)
    if (!this.filenames.has(name)) this.filenames.set(name, where)
  }

  docstring(value: MarshalValue, where: string): void {
    const text = this.text(value)
    if (!this.docstrings.has(text)) this.docstrings.set(text, where)
  }

  /** The text constants of a code object, those in tuples and frozensets too. */
  constants(value: MarshalValue, docstring: MarshalValue | undefined, where: string): void {
    const target = resolve(value)
    // Once for all references: a tuple of names can be one of constants too.
    if (target.kind !== 'items' || this.walked.has(target)) return
    this.walked.add(target)
    for (const item of target.items) {
      if (item === docstring) continue
      const part = resolve(item)
      if (part.kind !== 'leaf') this.constants(part, docstring, where)
      else if (!this.gathered.has(part)) this.leaf(part, where)
    }
  }

  private leaf(value: LeafValue, where: string): void {
    this.gathered.add(value)
    const found = this.placeFor(value)
    if (found === undefined) return
    const text = this.text(value)
    if (!found.has(text)) found.set(text, where)
  }

  /** Paths that lead out of the project, each with its first place. */
  outsidePaths(): OutsidePath[] {
    const found = new Map<string, OutsidePath>()
    const add = (path: string, kind: OutsidePath['found'], where: string): void => {
      if (found.size < MOST_PATHS && !found.has(path)) found.set(path, { path, found: kind, where })
    }
    const folders = new Set<string>()
    for (const [name, where] of this.filenames) {
      if (isOutside(name)) add(cutPath(name), 'file-name', where)
      const folder = folders.size < MOST_FOLDERS ? folderOf(name) : undefined
      if (folder !== undefined) folders.add(folder)
    }
    const below = [...folders]
    for (const [text, where] of this.docstrings) {
      for (const path of pathsIn(text, below)) add(path, 'docstring', where)
    }
    for (const texts of [this.strings, this.byteStrings]) {
      for (const [text, where] of texts) for (const path of pathsIn(text, below)) add(path, 'string', where)
    }
    return [...found.values()]
  }

  /** Where the text of a constant is gathered; undefined for what is none. */
  private placeFor(value: LeafValue): Map<string, string> | undefined {
    if (isText(value)) return this.strings
    if (value.type !== TYPE.bytes) return undefined
    const bytes = payloadOf(value)
    if (this.layout.major === 2) return isPrintable(bytes, 0xff) ? this.strings : undefined
    return bytes.length > 0 && isPrintable(bytes, 0x7e) ? this.byteStrings : undefined
  }
}

/** Whether bytes are text: control characters indicate binary data. */
function isPrintable(bytes: Uint8Array, last: number): boolean {
  return bytes.every(
    (byte) => (byte >= 0x20 && byte <= last) || byte === 0x09 || byte === 0x0a || byte === 0x0d,
  )
}
