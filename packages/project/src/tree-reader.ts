import { relative, resolve } from 'node:path'
import type { Config } from '@exuvia/model'
import type { GitOptions } from './git-process.ts'
import { type Tree, projectPath, readTree } from './tree.ts'

/** Reads a project's files once, however often it is called. */
export type TreeReader = () => Promise<Tree>

/**
 * Reads the files of a project without the folders for finished releases and for wheels.
 * @param root absolute
 */
export function treeReader(root: string, config: Config, options: GitOptions): TreeReader {
  let tree: Promise<Tree> | undefined
  return () => (tree ??= readTree(root, { ...options, skip: skippedFolders(root, config) }))
}

function skippedFolders(root: string, config: Config): string[] {
  return [config.pack.out, ...config.dependencies.wheelhouse].flatMap((folder) => {
    const path = projectPath(relative(root, resolve(root, folder)))
    return path === undefined || path === '' ? [] : [path]
  })
}
