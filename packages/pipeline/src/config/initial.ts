/** A distribution whose metadata leave its licence open. */
export interface OpenLicense {
  /** PEP 503. */
  readonly name: string
  /** SPDX; undefined where nothing could be guessed. */
  readonly guess: string | undefined
  /** What the metadata say. */
  readonly found: string
}

/** What `exuvia init` found out about a project. */
export interface InitialConfigFacts {
  readonly file: 'pyproject.toml' | 'exuvia.toml'
  /** Runtimes or targets, at least one: `cp312`, `cp312-any`. */
  readonly targets: readonly string[]
  /** Folders of wheels that are there, relative to the project. */
  readonly wheelhouse?: readonly string[]
  /** Of the wheels in them. */
  readonly openLicenses?: readonly OpenLicense[]
  /** Whether the project has dependencies. */
  readonly dependencies?: boolean
  /** `owner/name` of the GitHub remote. */
  readonly repository?: string
}

/**
 * The first config of a project: what it must say, and the keys that people look for next
 * as comments. For `pyproject.toml` it is the text to append (after an empty line), for
 * `exuvia.toml` the whole file. It ends with a line feed.
 */
export function renderInitialConfig(facts: InitialConfigFacts): string {
  const prefix = facts.file === 'pyproject.toml' ? 'tool.exuvia' : ''
  const table = (name: string) => `[${[prefix, name].filter((part) => part !== '').join('.')}]`
  const wheelhouse = facts.wheelhouse ?? []
  const lines = [
    ...(prefix === '' ? [] : [table('')]),
    '# One tarball for each: a runtime (cp312), or a runtime and a platform (cp312-manylinux_2_28_x86_64).',
    `targets = ${array(facts.targets)}`,
  ]
  if (wheelhouse.length > 0) {
    lines.push('', table('dependencies'), `wheelhouse = ${array(wheelhouse)}`)
  } else if (facts.dependencies === true) {
    lines.push(
      '',
      '# Dependencies are packed from a folder of wheels: pip download --only-binary=:all: --dest wheels NAME',
      `# ${table('dependencies')}`,
      '# wheelhouse = "wheels"',
    )
  }
  const open = facts.openLicenses ?? []
  if (open.length > 0) {
    lines.push(
      '',
      '# Licences that these wheels leave open. Read them, and write down what they are.',
      `# ${table('licenses')}`,
      ...open.map(openLicense),
    )
  }
  lines.push(
    '',
    table('policy'),
    '# source-free (bytecode alone), source-included, or copyleft-source.',
    'preset = "source-free"',
    '',
    '# The first rule that matches decides; each says why.',
    `# [${table('policy.rules')}]`,
    '# path = "mypackage/plugins/**"',
    '# ship = "source"',
    '# reason = "customers write their own plugins after these"',
  )
  if (facts.repository === undefined) {
    lines.push('', `# ${table('publish')}`, '# repository = "owner/name"', NOTES)
  } else {
    lines.push('', table('publish'), `repository = ${string(facts.repository)}`, NOTES)
  }
  return `${lines.join('\n')}\n`
}

const NOTES = '# notes = "changelog"'

/** A guess as a line that only waits for its `#` to go; what is not even a guess as a remark. */
function openLicense({ name, guess, found }: OpenLicense): string {
  // A comment of TOML holds no control characters, and here no more than a line.
  const line = found.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').toWellFormed()
  const said = line.length > 80 ? `${line.slice(0, 77)}...`.toWellFormed() : line
  return guess === undefined
    ? `# ${name}: its metadata say ${said === '' ? 'nothing' : said}`
    : `# ${name} = ${string(guess)} # guessed from ${said}`
}

function array(items: readonly string[]): string {
  return `[${items.map(string).join(', ')}]`
}

/** A TOML basic string: JSON's escapes are TOML's, but for DEL, which JSON leaves as it is. */
function string(text: string): string {
  return JSON.stringify(text).replaceAll('\u007F', String.raw`\u007F`)
}
