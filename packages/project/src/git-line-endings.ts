import { type GitOptions, askGit } from './git-process.ts'

/** Tells whether git converts the line endings of a tracked file; by the bytes of its path, as latin1. */
export type ConvertsLineEndings = (path: string, bytes: string) => Promise<boolean>

interface Rules {
  /** `text` and `eol` of each path (gitattributes): a value, or `set`, `unset`, `unspecified`. */
  readonly attributes: ReadonlyMap<string, Readonly<Record<string, string>>>
  /** `core.autocrlf`. */
  readonly automatic: boolean
}

/**
 * Reads which files git stores with `\n` though the work tree has `\r\n` (gitattributes, `core.autocrlf`), once and
 * only if a file asks. For all others, other line endings are a change.
 * @param paths all that may be asked for
 */
export function lineEndingRules(
  top: string,
  paths: () => Iterable<string>,
  options: GitOptions,
): ConvertsLineEndings {
  let rules: Promise<Rules> | undefined
  return async (path, bytes) => {
    rules ??= readRules(top, [...paths()], options)
    const { attributes, automatic } = await rules
    const { text = 'unspecified', eol = 'unspecified' } = attributes.get(path) ?? {}
    if (text === 'unset') return false
    if (text === 'set' || eol === 'lf' || eol === 'crlf') return text !== 'auto' || isText(bytes)
    return (text === 'auto' || automatic) && isText(bytes)
  }
}

async function readRules(top: string, paths: readonly string[], options: GitOptions): Promise<Rules> {
  const args = ['check-attr', '-z', '--stdin', 'text', 'eol']
  const [listed, setting] = await Promise.all([
    askGit(top, args, options, paths.map((path) => `${path}\0`).join(''), 'latin1'),
    askGit(top, ['config', '--get', 'core.autocrlf'], options),
  ])
  const fields = (listed.output ?? '').split('\0')
  const attributes = new Map<string, Record<string, string>>()
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', name = '', value = ''] = fields.slice(at, at + 3)
    attributes.set(path, { ...attributes.get(path), [name]: value })
  }
  return { attributes, automatic: /^(?:true|yes|on|1|input)$/i.test(setting.output?.trim() ?? '') }
}

/** As git, which takes a file with a NUL or a `\r` without `\n` for binary. */
function isText(bytes: string): boolean {
  return !/\0|\r(?!\n)/.test(bytes)
}
