import { trimEndOf } from '@exuvia/model'
import { manifestGlob } from '../globs.ts'
import type { Tree } from '../tree.ts'

/**
 * Lists the files in setuptools' manifest besides modules: what a version control
 * plug-in tracks, what MANIFEST.in includes, and licence files.
 */
export function manifestFiles(tree: Tree, hasPlugin: boolean, licenseFiles: readonly string[]): string[] {
  const all = [...tree.files.keys()]
  const listed = new Set(tree.sourcesTxt.split(/\r?\n/))
  // Without a plug-in that lists files, setuptools reads the list that an sdist carries (`add_defaults`).
  const chosen = new Set(
    hasPlugin && tree.tracked !== undefined
      ? all.filter((path) => tree.tracked?.has(path))
      : all.filter((path) => listed.has(path)),
  )
  for (const words of commands(tree.manifestIn)) {
    const [action = '', first = '', ...rest] = words
    const add = (pattern: string): void => {
      const matches = manifestGlob(pattern)
      for (const path of all) if (matches(path)) chosen.add(path)
    }
    const drop = (pattern: string): void => {
      const matches = manifestGlob(pattern)
      for (const path of chosen) if (matches(path)) chosen.delete(path)
    }
    const folder = trimEndOf(first, '/')
    if (action === 'include') [first, ...rest].forEach(add)
    else if (action === 'exclude') [first, ...rest].forEach(drop)
    else if (action === 'global-include') [first, ...rest].forEach((pattern) => add(`**/${pattern}`))
    else if (action === 'global-exclude') [first, ...rest].forEach((pattern) => drop(`**/${pattern}`))
    else if (action === 'recursive-include') rest.forEach((pattern) => add(`${folder}/**/${pattern}`))
    else if (action === 'recursive-exclude') rest.forEach((pattern) => drop(`${folder}/**/${pattern}`))
    else if (action === 'graft') add(folder === '.' ? '**' : `${folder}/**`)
    else if (action === 'prune') drop(folder === '.' ? '**' : `${folder}/**`)
  }
  for (const path of licenseFiles) if (tree.files.has(path)) chosen.add(path)
  return [...chosen]
}

/** Splits MANIFEST.in into lines of words; `#` begins a comment, `\` joins lines. */
function commands(text: string): string[][] {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/))
}

const ACTIONS = new Set(
  'include exclude global-include global-exclude recursive-include recursive-exclude graft prune'.split(' '),
)

/** Lists the words that begin a line of MANIFEST.in and are no command of it, which setuptools reports and skips. */
export function unknownManifestCommands(text: string): string[] {
  return commands(text).flatMap(([action = '']) => (ACTIONS.has(action) ? [] : [action]))
}
