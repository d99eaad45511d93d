import { message } from '@exuvia/model'
import { BytecodeError, MisplacedError } from './error.ts'
import { type Layout, layoutForMagic } from './layout.ts'
import { type LineDetail, slimLineTable } from './lines.ts'
import type { MarshalFile } from './read.ts'
import { type CodeValue, type MarshalValue, TYPE } from './types.ts'
import { NO_ITEMS, Uniques } from './uniques.ts'
import { offsetOf } from './write.ts'

/** The steps of `slim`; they are independent. */
export interface SlimSteps {
  /** `full` (the default), `lines` (no columns) or `none`. */
  readonly lines?: LineDetail
  /** Maps the current `co_filename` to the new one. */
  readonly filename?: (name: string) => string
}

/**
 * Converts a module's bytecode to its canonical form: the same bytes for any interpreter state.
 * Python loads it as an equal code object. docs/bytecode.md defines the form.
 *
 * @throws BytecodeError `bytecode-cyclic` for values that hold themselves (no compiler makes any),
 *   `bytecode-too-deep`
 */
export function normalise<File extends MarshalFile>(file: File): File {
  return slim(file, {})
}

/**
 * Removes debug information and returns the canonical form of the rest.
 *
 * @throws as `normalise`; BytecodeError `bytecode-bad-value` for a broken line table
 */
export function slim<File extends MarshalFile>(file: File, steps: SlimSteps): File {
  const canon = new Canon(layoutForMagic(file.magic), steps)
  const root = canon.addFile(file)
  return { ...file, value: canon.uniques.tree(root), trailing: new Uint8Array() }
}

/** Walks values and gives each a number such that equal ones have the same, those of several files too. */
export class Canon {
  readonly uniques: Uniques
  private readonly layout: Layout
  private readonly steps: SlimSteps
  /** Of values that a reference may mean. */
  private readonly numbers = new Map<MarshalValue, number>()
  private readonly filenames = new Map<number, number>()
  private readonly lineTables = new Map<number, number>()
  /** What is being numbered, for errors. */
  private current: MarshalValue | undefined

  constructor(layout: Layout, steps: SlimSteps) {
    this.layout = layout
    this.steps = steps
    this.uniques = new Uniques(layout)
  }

  /**
   * The number of a file's value.
   * @throws BytecodeError as `normalise`, with the offset of the value that is wrong
   */
  addFile(file: MarshalFile): number {
    try {
      return this.add(file.value)
    } catch (error) {
      if (!(error instanceof MisplacedError)) throw error
      throw new BytecodeError(error.at(offsetOf(file, this.current)))
    }
  }

  add(value: MarshalValue): number {
    if (value.kind === 'ref') {
      const known = this.numbers.get(value.target)
      if (known === undefined) {
        this.current = value
        throw new MisplacedError((offset) => message('bytecode-cyclic', { offset }))
      }
      return known
    }
    const number = this.fresh(value)
    if (value.kind !== 'singleton' && (value.flagged || value.type === TYPE.interned))
      this.numbers.set(value, number)
    return number
  }

  private fresh(value: Exclude<MarshalValue, { kind: 'ref' }>): number {
    switch (value.kind) {
      case 'singleton':
        return this.uniques.singleton(value.type)
      case 'leaf':
        return this.uniques.leaf(value)
      case 'items': {
        const items = value.items.length === 0 ? NO_ITEMS : value.items.map((item) => this.add(item))
        this.current = value
        return this.uniques.items(value.type, items)
      }
      default:
        return this.code(value)
    }
  }

  private code(code: CodeValue): number {
    const { uniques } = this
    const name = (value: MarshalValue | undefined): number => {
      if (value === undefined) return -1
      const number = this.add(value)
      uniques.markNames(number)
      return number
    }
    const bytes = this.add(code.code)
    const consts = this.add(code.consts)
    const names = name(code.names)
    const locals = name(code.locals)
    const kinds = code.localspluskinds === undefined ? -1 : this.add(code.localspluskinds)
    const freevars = name(code.freevars)
    const cellvars = name(code.cellvars)
    const filename = this.filename(this.add(code.filename))
    const codeName = name(code.name)
    const qualname = name(code.qualname)
    const linetable = this.lineTable(this.add(code.linetable), uniques.payload(bytes).length)
    const exceptions = code.exceptiontable === undefined ? -1 : this.add(code.exceptiontable)
    this.current = code
    return uniques.code(code, [
      bytes,
      consts,
      names,
      locals,
      kinds,
      freevars,
      cellvars,
      filename,
      codeName,
      qualname,
      linetable,
      exceptions,
    ])
  }

  /** Tables that many code objects share are slimmed once. */
  private lineTable(number: number, codeSize: number): number {
    const { lines } = this.steps
    if (lines === undefined || lines === 'full') return number
    const key = lines === 'none' ? codeSize : number
    const known = this.lineTables.get(key)
    if (known !== undefined) return known
    const { uniques } = this
    const [table, start] = [uniques.payload(number), uniques.startOf(number)]
    const slimmed = uniques.bytes(slimLineTable(table, codeSize, lines, this.layout, start))
    this.lineTables.set(key, slimmed)
    return slimmed
  }

  private filename(number: number): number {
    const known = this.filenames.get(number)
    if (known !== undefined) return known
    const { filename } = this.steps
    const mapped = filename === undefined ? number : this.uniques.text(filename(this.uniques.textOf(number)))
    this.uniques.markNames(mapped)
    this.filenames.set(number, mapped)
    return mapped
  }
}
