import { isText, itemsOf, payloadOf, resolve, textOf } from './decode.ts'
import type { Layout } from './layout.ts'
import { type OutsidePath, cutPath, folderOf, isOutside, pathsIn } from './outside-paths.ts'
import { type MarshalValue, TYPE } from './types.ts'

/** How many different paths, and folders to look for, a file can give: no real one has as many. */
const MOST_PATHS = 1000
const MOST_FOLDERS = 16

/** Gathers the texts of a file's code objects: what it gives away. */
export class Texts {
  /** Every text constant that is no docstring, once, and the first place that holds it. */
  readonly strings = new Map<string, string>()
  /** Every docstring, once, and the first place that has it. */
  readonly docstrings = new Map<string, string>()
  /** Every `co_filename`, and the first place that has it. */
  readonly filenames = new Map<string, string>()
  private readonly layout: Layout
  private readonly decoded = new Map<MarshalValue, string>()
  /** Long strings of one length have one hash in V8: a string is looked up once, however often it is referred to. */
  private readonly gathered = new Set<MarshalValue>()

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

  /** Text constants, those in tuples and frozensets too; references lead to values that are walked anyway. */
  constants(value: MarshalValue, docstring: MarshalValue | undefined, where: string): void {
    for (const item of itemsOf(value)) {
      if (item === docstring) continue
      if (this.isString(item)) {
        const target = resolve(item)
        if (this.gathered.has(target)) continue
        this.gathered.add(target)
        const text = this.text(item)
        if (!this.strings.has(text)) this.strings.set(text, where)
      } else if (item.kind === 'items') this.constants(item, docstring, where)
    }
  }

  /** Paths that lead out of the project, each with the first place that holds it. */
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
    for (const [text, where] of this.strings) {
      for (const path of pathsIn(text, below)) add(path, 'string', where)
    }
    return [...found.values()]
  }

  private isString(item: MarshalValue): boolean {
    if (isText(item)) return true
    return this.layout.major === 2 && resolve(item).type === TYPE.bytes && isPrintable(payloadOf(item))
  }
}

/** 2.7 has one type for text and bytes; control characters say that it is bytes. */
function isPrintable(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)
}
