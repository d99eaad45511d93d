import { existsSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'

import { messageOf, usageError } from '@exuvia/model'

import type { InputName } from './commands.ts'
import type { ActionInputs } from './inputs.ts'

/**
 * Checks that every path in the inputs exists.
 * @param workspace the absolute folder to which paths are relative
 * @throws usage error `bad-input`, which names the input
 */
export function checkPaths(inputs: ActionInputs, workspace: string): void {
  const { command, project, config, paths, files, commentData } = inputs
  // A commenting job may have no checkout: for it the project is only a name.
  if (command !== 'comment') look('project', project, workspace, 'a folder')
  if (config !== undefined) look('config', config, workspace, 'a file')
  for (const given of paths) look('paths', given, workspace, undefined)
  for (const given of files) look('files', given, workspace, undefined)
  if (commentData !== undefined) {
    // For other commands it is an output file.
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
    throw usageError('bad-input', {
      input: name,
      problem: `names ${given}, but ${full} does not exist`,
      advice: ['paths are relative to the workspace, where actions/checkout puts the repository'],
    })
  }
  const found = stats.isDirectory() ? 'a folder' : 'a file'
  if (expected !== undefined && found !== expected) {
    throw usageError('bad-input', {
      input: name,
      problem: `must name ${expected}, but ${full} is ${found}`,
      advice: [],
    })
  }
}

function statOf(name: InputName, full: string): Stats | undefined {
  try {
    return statSync(full, { throwIfNoEntry: false })
  } catch (error) {
    throw usageError(
      'bad-input',
      { input: name, problem: `is not a valid path: ${messageOf(error)}`, advice: [] },
      { cause: error },
    )
  }
}
