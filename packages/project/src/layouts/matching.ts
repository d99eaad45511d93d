import { trimEndOf } from '@exuvia/model'
import { manifestGlob } from '../globs.ts'
import { filesBelow, isFolder, type Tree, type TreeFile } from '../tree.ts'
import { isBytecode, type LibFile, uniqueFiles } from './layout.ts'

/** Whether a path or a folder above it matches. */
export function someAncestor(path: string, tests: readonly ((path: string) => boolean)[]): boolean {
  const parts = path.split('/')
  return parts.some((_, index) => tests.some((matches) => matches(parts.slice(0, index + 1).join('/'))))
}

/** Maps files below a prefix to their path without it; omits bytecode. */
export function strip(files: readonly TreeFile[], prefix: string): LibFile[] {
  const kept = files.filter((file) => !isBytecode(file.path))
  return uniqueFiles(
    kept.map((file) => ({
      path: file.path.startsWith(prefix) ? file.path.slice(prefix.length) : file.path,
      file: file.path,
    })),
  )
}

/** Lists the files that a glob of `pathlib` matches, hidden ones too, and those in the folders that it matches. */
export function globbed(tree: Tree, pattern: string): TreeFile[] {
  const plain = trimEndOf(pattern, '/')
  if (isFolder(tree, plain)) return filesBelow(tree, plain)
  const matches = manifestGlob(plain)
  const folders = [...tree.folders.keys()].filter((folder) => folder !== '' && matches(folder))
  return [...tree.files.values()].filter(
    (file) => matches(file.path) || folders.some((folder) => file.path.startsWith(`${folder}/`)),
  )
}

/** Makes a test for whether globs of `pathlib` match a path or a folder above it. */
export function excludedBy(globs: readonly string[]): (path: string) => boolean {
  const tests = globs.map((glob) => manifestGlob(trimEndOf(glob, '/')))
  return (path) => someAncestor(path, tests)
}
