import { type PageData, ROW_WIDTH } from '../src/page/page-rows.ts'

/** One file of one artifact; indexes refer to the tables of the data. */
export interface Row {
  readonly artifact: number
  readonly path: number
  readonly distribution: number
  readonly kind: number
  /** Bytes. */
  readonly size: number
  readonly change: number
  /** Bytes in the earlier release. */
  readonly before: number
}

export function readRows({ rows }: PageData): Row[] {
  const found: Row[] = []
  for (let at = 0; at < rows.length; at += ROW_WIDTH) {
    found.push({
      artifact: rows[at] ?? 0,
      path: rows[at + 1] ?? 0,
      distribution: rows[at + 2] ?? 0,
      kind: rows[at + 3] ?? 0,
      size: rows[at + 4] ?? 0,
      change: rows[at + 5] ?? 0,
      before: rows[at + 6] ?? 0,
    })
  }
  return found
}

export function folderOf(data: PageData, path: number): string {
  return data.folders[data.places[path] ?? 0] ?? ''
}

export function pathOf(data: PageData, path: number): string {
  return `${folderOf(data, path)}${data.names[path] ?? ''}`
}
