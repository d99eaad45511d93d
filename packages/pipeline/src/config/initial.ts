import { addAll } from '@exuvia/model'

/** A distribution whose metadata leaves the licence open. */
export interface OpenLicense {
  /** PEP 503. */
  readonly name: string
  /** SPDX; undefined without a guess. */
  readonly guess: string | undefined
  /** The licence in the metadata's words. */
  readonly found: string
}

/** Facts about a project that `exuvia init` found. */
export interface InitialConfigFacts {
  readonly file: 'pyproject.toml' | 'exuvia.toml'
  /** Runtimes or targets, at least one: `cp312`, `cp312-any`. */
  readonly targets: readonly string[]
  /** Existing folders of wheels, relative to the project. */
  readonly wheelhouse?: readonly string[]
  /** Of the wheels in them. */
  readonly openLicenses?: readonly OpenLicense[]
  /** Commands of the dependencies that have wheels there. */
  readonly otherCommands?: readonly string[]
  /** Whether the project has dependencies. */
  readonly dependencies?: boolean
  /** `owner/name` of the GitHub remote. */
  readonly repository?: string
}

/**
 * Renders the first config of a project: the required keys, and the keys that people need
 * next as comments. For `pyproject.toml` it is the text to append (after an empty line), for
 * `exuvia.toml` the whole file. It ends with a line feed.
 */
export function renderInitialConfig(facts: InitialConfigFacts): string {
  const prefix = facts.file === 'pyproject.toml' ? 'tool.exuvia' : ''
  const table = (name: string) => `[${[prefix, name].filter((part) => part !== '').join('.')}]`
  const wheelhouse = facts.wheelhouse ?? []
  const lines = [
    ...(prefix === '' ? [] : [table('')]),
    '# One tarball each: a runtime (cp312), or a runtime and a platform (cp312-manylinux_2_28_x86_64).',
    `targets = ${formatStrings(facts.targets)}`,
  ]
  if (wheelhouse.length > 0) {
    lines.push('', table('dependencies'), `wheelhouse = ${formatStrings(wheelhouse)}`)
    const commands = facts.otherCommands ?? []
    if (commands.length > 0)
      lines.push('# Commands of dependencies that ship too.', `# scripts = ${formatStrings(commands)}`)
  } else if (facts.dependencies === true) {
    lines.push(
      '',
      '# Exuvia packs the dependencies that a lock file names (exuvia lock makes one), or those in a folder of wheels.',
      `# ${table('dependencies')}`,
      '# lock = "uv.lock"',
    )
  }
  const open = facts.openLicenses ?? []
  if (open.length > 0) {
    lines.push(
      '',
      '# The metadata of these wheels leave the licence open. Check each licence and enter it here.',
      `# ${table('licenses')}`,
    )
    addAll(lines, open.map(formatOpenLicense))
  }
  lines.push(
    '',
    table('policy'),
    '# source-free (bytecode alone), source-included, or copyleft-source.',
    'preset = "source-free"',
    '',
    '# The first rule that matches decides. Each needs a reason.',
    `# [${table('policy.rules')}]`,
    '# path = "mypackage/plugins/**"',
    '# ship = "source"',
    '# reason = "customers use these plugins as examples"',
  )
  if (facts.repository === undefined) {
    lines.push('', `# ${table('publish')}`, '# repository = "owner/name"', NOTES)
  } else {
    lines.push('', table('publish'), `repository = ${string(facts.repository)}`, NOTES)
  }
  return `${lines.join('\n')}\n`
}

const NOTES = '# notes = "changelog"'

/** A guess becomes a line to uncomment; without a guess it is a remark. */
export function formatOpenLicense({ name, guess, found }: OpenLicense): string {
  // A TOML comment must not contain control characters, and this one must stay on one line.
  const line = found.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').toWellFormed()
  const said = line.length > 80 ? `${line.slice(0, 77)}...`.toWellFormed() : line
  return guess === undefined
    ? `# ${name}: its metadata contain ${said === '' ? 'nothing' : said}`
    : `# ${name} = ${string(guess)} # guessed from ${said}`
}

/** Formats a TOML array of strings. */
export function formatStrings(items: readonly string[]): string {
  return `[${items.map(string).join(', ')}]`
}

/** Formats a TOML basic string: JSON's escapes are TOML's, except for DEL, which JSON does not escape. */
function string(text: string): string {
  return JSON.stringify(text).replaceAll('\u007F', String.raw`\u007F`)
}
