import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readToml } from '@exuvia/files'
import { compareText } from '@exuvia/model'

/** A way to ship bytecode in which a program may break; `source` is what each is compared with. */
export const WAYS = ['-O', '-OO', 'empty', 'no-source', 'zip'] as const

export type Way = (typeof WAYS)[number]

/** Some lines that use a published package, with what their header says. */
export interface Program {
  readonly name: string
  /** The distribution that is tried in each way: `name==version`. */
  readonly pin: string
  /** What else the lines need, all pinned; it stays source. */
  readonly others: readonly string[]
  /** Such as `3.12`. */
  readonly python: string
  /** The ways in which the lines do not do what they do from source. */
  readonly breaks: readonly Way[]
  /** Errors about the distribution that it shows to be true, by their places: `dask/bag/avro.py:47`. */
  readonly confirms: readonly string[]
  /** A folder with `program.py` and the files that it needs, or a file. */
  readonly path: string
}

const FOLDER = join(import.meta.dirname, '../programs')

/** The programs that confirm errors about popular wheels: they count for no recall, because they were chosen by the errors. */
export const POPULAR = join(import.meta.dirname, '../popular')

const HEADER = /^# \/\/\/ script\n((?:#.*\n)+?)# \/\/\/$/m

/**
 * All programs of a folder by name. A header is inline metadata (PEP 723) with the table `[tool.breakage]`; a file that
 * is a header alone names in `runs` the file whose lines it runs, with other pins.
 */
export function readPrograms(folder = FOLDER): Program[] {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name)
      const file = entry.isDirectory() ? join(path, 'program.py') : path
      return readProgram(entry.name.replace(/\.py$/, ''), path, readFileSync(file, 'utf8'))
    })
    .toSorted((a, b) => compareText(a.name, b.name))
}

/** @throws Error if the header lacks a field or has an unknown way */
export function readProgram(name: string, path: string, text: string): Program {
  const toml = HEADER.exec(text)?.[1]?.replaceAll(/^# ?/gm, '')
  if (toml === undefined) throw new Error(`${name}: no header of inline metadata`)
  const header = readToml(toml, name, { code: 'bad-toml' }).value as {
    readonly 'requires-python'?: string
    readonly dependencies?: readonly string[]
    readonly tool?: {
      readonly breakage?: Partial<Record<'breaks' | 'confirms', readonly string[]>> & {
        readonly runs?: string
      }
    }
  }
  const python = /^==(\d\.\d+)\.\*$/.exec(header['requires-python'] ?? '')?.[1]
  const [pin, ...others] = header.dependencies ?? []
  const { breaks, confirms = [], runs } = header.tool?.breakage ?? {}
  if (python === undefined || pin === undefined || breaks === undefined) {
    throw new Error(
      `${name}: the header needs requires-python = "==3.N.*", dependencies and tool.breakage.breaks`,
    )
  }
  const unpinned = [pin, ...others].find((each) => !each.includes('=='))
  if (unpinned !== undefined) throw new Error(`${name}: ${unpinned} has no exact version`)
  return {
    name,
    pin,
    others,
    python,
    path: runs === undefined ? path : join(dirname(path), runs),
    confirms,
    breaks: breaks.map((way) => wayOf(way, name)),
  }
}

function wayOf(text: string, name: string): Way {
  const way = WAYS.find((each) => each === text)
  if (way === undefined) throw new Error(`${name}: "${text}" is none of ${WAYS.join(', ')}`)
  return way
}
