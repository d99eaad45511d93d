import { existsSync, globSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'

import { compareText, messageOf, usageError } from '@exuvia/model'

import type { InputName } from './commands.ts'
import type { ActionInputs } from './inputs.ts'

/**
 * Checks that every path in the inputs exists.
 * @param workspace the absolute folder to which paths are relative
 * @throws usage error `bad-input`, which names the input
 */
export function checkPaths(inputs: ActionInputs, workspace: string): void {
  const { command, project, config, paths, files, commentData, sarif, report } = inputs
  // A commenting job may have no checkout: for it the project is only a name.
  if (command !== 'comment') look('project', project, workspace, 'a folder')
  if (config !== undefined) look('config', config, workspace, 'a file')
  for (const given of paths) look('paths', given, workspace, undefined)
  for (const given of files) look('files', given, workspace, undefined)
  for (const [name, output] of [
    ['sarif', sarif],
    ['report', report],
  ] as const) {
    if (output !== undefined && existsSync(path.resolve(workspace, output))) {
      look(name, output, workspace, 'a file')
    }
  }
  if (commentData !== undefined) {
    // For other commands it is an output file.
    if (command === 'comment' || existsSync(path.resolve(workspace, commentData)))
      look('comment-data', commentData, workspace, 'a file')
  }
}

/**
 * Expands patterns in the input "files": `build/*.deb`. A line that names an existing file is no pattern.
 * @throws usage error `bad-input` where a pattern matches nothing
 */
export function expandFiles(inputs: ActionInputs, workspace: string): ActionInputs {
  const files = inputs.files.flatMap((given) => {
    if (!/[*?[{]/.test(given) || existsSync(path.resolve(workspace, given))) return [given]
    const found = globSync(given, { cwd: workspace }).sort(compareText)
    if (found.length > 0) return found
    const advice = ['patterns are relative to the workspace; remove the line if nothing need match']
    throw usageError('bad-input', { input: 'files', problem: `matches no file: ${given}`, advice })
  })
  return { ...inputs, files: [...new Set(files)] }
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
