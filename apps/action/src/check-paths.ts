import { existsSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'

import { messageOf, usageError } from '@exuvia/model'

import type { InputName } from './commands.ts'
import type { ActionInputs } from './inputs.ts'

/**
 * Looks whether there is something at every path that an input names.
 * @param workspace what they are relative to; absolute
 * @throws usage error `bad-input`, which names the input
 */
export function checkPaths(inputs: ActionInputs, workspace: string): void {
  const { command, project, config, paths, files, commentData } = inputs
  // Who comments need not have checked anything out: there the project is no more than a name.
  if (command !== 'comment') look('project', project, workspace, 'a folder')
  if (config !== undefined) look('config', config, workspace, 'a file')
  for (const given of paths) look('paths', given, workspace, undefined)
  for (const given of files) look('files', given, workspace, undefined)
  if (commentData !== undefined) {
    // Elsewhere it is a file to be made.
    if (command === 'comment' || existsSync(path.resolve(workspace, commentData)))
      look('comment-data', commentData, workspace, 'a file')
  }
}

function look(
  name: InputName,
  given: string,
  workspace: string,
  expected: 'a folder' | 'a file' | undefined,
): void {
  const full = path.resolve(workspace, given)
  const stats = statOf(name, full)
  if (stats === undefined) {
    throw usageError('bad-input', `the input "${name}" names ${given}, and ${full} does not exist`, {
      hint: 'paths are relative to the workspace, where actions/checkout puts the repository',
    })
  }
  const found = stats.isDirectory() ? 'a folder' : 'a file'
  if (expected !== undefined && found !== expected) {
    throw usageError('bad-input', `the input "${name}" names ${expected}, and ${full} is ${found}`)
  }
}

function statOf(name: InputName, full: string): Stats | undefined {
  try {
    return statSync(full, { throwIfNoEntry: false })
  } catch (error) {
    throw usageError('bad-input', `the input "${name}" names no path: ${messageOf(error)}`, { cause: error })
  }
}
