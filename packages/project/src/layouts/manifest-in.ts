import { trimEndOf } from '@exuvia/model'
import { inOneFolder, manifestGlob } from '../globs.ts'
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
    // These compare `./**` with paths that have no `./`, so they do nothing in the project's own folder.
    const isIdle = folder === '.' && /^(?:recursive-.*|prune)$/.test(action)
    if (isIdle) continue
    // Both glob without recursion (setuptools/glob.py).
    if (action === 'include') [first, ...rest].map(inOneFolder).forEach(add)
    else if (action === 'exclude') [first, ...rest].forEach(drop)
    else if (action === 'global-include') [first, ...rest].forEach((pattern) => add(`**/${pattern}`))
    else if (action === 'global-exclude') [first, ...rest].forEach((pattern) => drop(`**/${pattern}`))
    else if (action === 'recursive-include') rest.forEach((pattern) => add(`${folder}/**/${pattern}`))
    else if (action === 'recursive-exclude') rest.forEach((pattern) => drop(`${folder}/**/${pattern}`))
    else if (action === 'graft') add(folder === '.' ? '**' : `${inOneFolder(folder)}/**`)
    else if (action === 'prune') drop(`${folder}/**`)
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

/**
 * Lists the words of MANIFEST.in that only setuptools understands: at the beginning of a line, what is no command,
 * which setuptools reports and skips; and paths with `\`, which separates folders on Windows alone.
 */
export function unknownManifestWords(text: string): string[] {
  // To setuptools, a byte order mark is a part of the first word.
  if (text.startsWith('\uFEFF')) return ['a byte order mark']
  return commands(text).flatMap(([action = '', ...paths]) =>
    ACTIONS.has(action) ? paths.filter((path) => path.includes('\\')) : [action],
  )
}
