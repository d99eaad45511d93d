import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folders: string[] = []

/** A new folder, which the end of the test file removes. Its path contains no links. */
export function temporaryFolder(prefix = 'exuvia-test-'): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)))
  folders.push(folder)
  return folder
}

/** Removes the folders that tests made, those without the right to write too. */
export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) {
    makeWritable(folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

function makeWritable(folder: string): void {
  chmodSync(folder, 0o700)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(join(folder, entry.name))
  }
}
