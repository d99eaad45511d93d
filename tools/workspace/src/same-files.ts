import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Names the files that differ between two folders, or that only one of them has; sorted. */
export function differingFiles(first: string, second: string): string[] {
  const names = new Set([...filesBelow(first), ...filesBelow(second)])
  return [...names].filter((name) => !sameBytes(join(first, name), join(second, name))).toSorted()
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

function sameBytes(first: string, second: string): boolean {
  try {
    return readFileSync(first).equals(readFileSync(second))
  } catch {
    return false
  }
}
