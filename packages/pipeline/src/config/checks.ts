import { nearest, globMistake, SIZE_UNITS, parseAllowance } from '@exuvia/model'
import {
  correctSpdx,
  isName,
  isSpdx,
  parseRuntime,
  platformNames,
  platformTag,
  readLicense,
  readTarget,
} from '@exuvia/packaging'
import { BUILT_IN_SETS, licenseSetOf } from '@exuvia/policy'

// Each check takes a value of the right type and returns its problem, or undefined.

/** A target (`cp312-any`) or a runtime (`cp312`). */
export function targetProblem(text: string): string | undefined {
  if (parseRuntime(text) !== undefined) return undefined
  try {
    readTarget(text)
    return undefined
  } catch {
    return `expected a runtime (cp312) or a target (cp312-any, cp312-linux-x86_64, cp311-manylinux_2_28_x86_64), got ${quoted(text)}`
  }
}

/** A platform: a plain name (`linux-x86_64`), a tag (`win_amd64`), or `any`. */
export function platformProblem(text: string): string | undefined {
  if (/^[a-z0-9_]+$/.test(platformTag(text))) return undefined
  const near = nearest(text, platformNames())
  const advice =
    near === undefined ? `one of ${platformNames().join(', ')}, or a tag` : `did you mean "${near}"?`
  return `expected a platform (linux-x86_64) or a platform tag (manylinux_2_17_x86_64), got ${quoted(text)}; ${advice}`
}

/** A runtime (`cp312`). */
export function runtimeProblem(text: string): string | undefined {
  return parseRuntime(text) === undefined
    ? `expected a runtime such as cp312, got ${quoted(text)}`
    : undefined
}

/** A glob (see `globMistake` of @exuvia/model) on a path with `/` that is relative to the project or to `lib/`. */
export function globProblem(glob: string): string | undefined {
  const path = pathProblem(glob)
  if (path !== undefined) return path.replace('expected a path', 'expected a glob')
  if (glob.startsWith('!')) {
    return `expected a glob without "!", got ${quoted(glob)}, which matches everything else`
  }
  const mistake = globMistake(glob)
  return mistake === undefined ? undefined : `expected ${mistake}, got ${quoted(glob)}`
}

/** A target or a runtime, or a glob of them. */
export function targetGlobProblem(glob: string): string | undefined {
  if (!/[*?{[]/.test(glob)) return targetProblem(glob)
  const mistake = globMistake(glob)
  return mistake === undefined ? undefined : `expected ${mistake}, got ${quoted(glob)}`
}

/** A distribution name in any spelling, or a glob of names. */
export function distributionGlobProblem(glob: string): string | undefined {
  if (!/[*?{]/.test(glob)) return distributionProblem(glob)
  if (!/^[\w.*?{},-]+$/.test(glob))
    return `expected a distribution's name or a glob of names, got ${quoted(glob)}`
  const mistake = globMistake(glob)
  return mistake === undefined ? undefined : `expected ${mistake}, got ${quoted(glob)}`
}

/** A path with `/` that stays inside the project. */
export function pathProblem(path: string): string | undefined {
  if (path.trim() === '') return 'expected a path, got an empty string'
  if (path.includes('\\')) return `expected a path with "/", got ${quoted(path)}`
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) {
    return `expected a path relative to the project, got ${quoted(path)}`
  }
  if (path.split('/').includes('..')) return `expected a path inside the project, got ${quoted(path)}`
  return undefined
}

/** A wheel, or a glob of wheels in one folder. It may lead out of the project, as a wheelhouse may. */
export function wheelGlobProblem(glob: string): string | undefined {
  if (glob.includes('\\')) return `expected a path with "/", got ${quoted(glob)}`
  const [name = '', ...folders] = glob.split('/').reverse()
  if (!name.endsWith('.whl')) return `expected a wheel or a glob of wheels (dist/*.whl), got ${quoted(glob)}`
  if (folders.some((folder) => /[*?[{]/.test(folder)))
    return `expected a glob in the file's name alone (dist/*.whl), got ${quoted(glob)}`
  const mistake = globMistake(name)
  return mistake === undefined ? undefined : `expected ${mistake}, got ${quoted(glob)}`
}

/** Text that is not blank. */
export function emptyProblem(text: string): string | undefined {
  return text.trim() === '' ? 'expected some text, got an empty string' : undefined
}

/** An SPDX licence expression (SPDX 2.3, annex D). */
export function spdxProblem(expression: string): string | undefined {
  if (isSpdx(expression)) return undefined
  const guess = correctSpdx(expression)
  const advice =
    guess === undefined
      ? 'a licence that SPDX does not list is written LicenseRef-<name>'
      : `did you mean "${guess}"?`
  return `expected an SPDX expression, got ${quoted(expression)}; ${advice}`
}

/** The licence of a rule: SPDX, or the name of a set, which is looked up later. */
export function ruleLicenseProblem(license: string): string | undefined {
  return licenseSetOf(license) === undefined ? spdxProblem(license) : undefined
}

/** The name of a set of licences, without its sign. */
export function setNameProblem(name: string): string | undefined {
  if (BUILT_IN_SETS.includes(name)) return `"@${name}" is a set of Exuvia's own; choose another name`
  return /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(name)
    ? undefined
    : `expected a name of lower-case letters, digits and "-", without "@", got ${quoted(name)}`
}

/** A member of a set of licences: one SPDX licence, with an exception or without, or a set of Exuvia's own. */
export function setMemberProblem(license: string): string | undefined {
  const name = licenseSetOf(license)
  if (name !== undefined) {
    if (BUILT_IN_SETS.includes(name)) return undefined
    const sets = BUILT_IN_SETS.map((each) => `"@${each}"`).join(' or ')
    return `expected an SPDX licence, ${sets}, got ${quoted(license)}; a set contains no other set of yours`
  }
  const problem = spdxProblem(license)
  if (problem !== undefined) return problem
  return readLicense(license)?.flat().length === 1
    ? undefined
    : `expected one licence for each item, got the expression ${quoted(license)}`
}

/** A day: `2027-01-31`. */
export function dayProblem(text: string): string | undefined {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
  // `Date` makes 3 March of 31 February.
  return isDay && new Date(text).toISOString().startsWith(text)
    ? undefined
    : `expected a day such as 2027-01-31, got ${quoted(text)}`
}

/** The name of a command, or a glob of names. */
export function commandGlobProblem(glob: string): string | undefined {
  if (glob.trim() === '' || /[/\\]/.test(glob))
    return `expected the name of a command or a glob of names, got ${quoted(glob)}`
  const mistake = globMistake(glob)
  return mistake === undefined ? undefined : `expected ${mistake}, got ${quoted(glob)}`
}

/** A distribution name (PyPA names and normalization). */
export function distributionProblem(name: string): string | undefined {
  return isName(name) ? undefined : `expected a distribution's name, got ${quoted(name)}`
}

/** A distribution's name, or `*` for all. */
export function providedProblem(name: string): string | undefined {
  return name === '*' ? undefined : distributionProblem(name)
}

/** A SHA-256 digest as `sha256sum` prints it. */
export function digestProblem(digest: string): string | undefined {
  return /^[0-9a-f]{64}$/.test(digest)
    ? undefined
    : `expected a SHA-256 of 64 hexadecimal digits in lower case, got ${quoted(digest)}`
}

/** The fingerprint of a secret, as `secret-found` shows it. */
export function fingerprintProblem(fingerprint: string): string | undefined {
  return /^[0-9a-f]{16}$/.test(fingerprint)
    ? undefined
    : 'expected the fingerprint that the finding shows, 16 hexadecimal digits in lower case; never write the secret here'
}

const TOOLCHAINS = ['auto', 'native', 'embedded']

/** One of the three words, or an interpreter. */
export function toolchainProblem(toolchain: string): string | undefined {
  if (TOOLCHAINS.includes(toolchain)) return undefined
  const wanted = 'expected "auto", "native", "embedded" or the path of an interpreter'
  if (toolchain.trim() === '') return `${wanted}, got an empty string`
  const word = /^[a-z]+$/i.test(toolchain) ? nearest(toolchain, TOOLCHAINS) : undefined
  return word === undefined ? undefined : `${wanted}, got ${quoted(toolchain)}; did you mean "${word}"?`
}

/** What a limit allows: a size, or growth. */
export function allowanceProblem(text: string): string | undefined {
  if (parseAllowance(text) !== undefined) return undefined
  const wanted = `expected a size such as "8 MB" or "256 KiB", or growth such as "+5 %" or "+200 kB", got ${quoted(text)}`
  const [, sign = '', digits, unit = ''] = /^([+-]?)\s*([\d.]{1,20})\s*([A-Za-z%]*)$/.exec(text.trim()) ?? []
  if (sign === '-') return `${wanted}; a release may always shrink`
  if (digits === undefined) return wanted
  if (unit === '%' && sign === '') return `${wanted}; a share is growth: "+${digits} %"`
  const near =
    SIZE_UNITS.find((known) => known.toLowerCase() === unit.toLowerCase()) ??
    SIZE_UNITS.find((known) => unit !== '' && known[0]?.toLowerCase() === unit[0]?.toLowerCase())
  if (near === undefined) return `${wanted}; the units are ${SIZE_UNITS.join(', ')}`
  return near === unit ? wanted : `${wanted}; did you mean "${sign}${digits} ${near}"?`
}

/** A glob of file names. */
export function nameGlobProblem(glob: string): string | undefined {
  if (glob.trim() === '' || glob.includes('/') || glob.includes('\\'))
    return `expected the name of an artifact or a glob of names ("*-source.tar.gz"), got ${quoted(glob)}`
  const mistake = globMistake(glob)
  return mistake === undefined ? undefined : `expected ${mistake}, got ${quoted(glob)}`
}

/** `owner/name`, in GitHub's letters. */
export function repositoryProblem(repository: string): string | undefined {
  return /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\/[A-Za-z0-9._-]+$/.test(repository)
    ? undefined
    : `expected owner/name, got ${quoted(repository)}`
}

/** A git tag (git-check-ref-format) that may contain `{version}`. */
export function tagProblem(tag: string): string | undefined {
  // linear: a placeholder holds no brace
  const other = /\{(?!version\})[^{}]*\}/.exec(tag)
  if (other !== null) return `expected no placeholder except {version}, got ${quoted(other[0])}`
  const name = tag.replaceAll('{version}', '1.0')
  // oxlint-disable-next-line no-control-regex -- git refuses exactly these
  const refused = /^[-/]|[\u0000- \u007F~^:?*[\\]|\.\.|@\{|\/\/|\/\.|^\.|[./]$|\.lock(?:\/|$)|^@$|^$/
  return refused.test(name) ? `expected a valid git tag name, got ${quoted(tag)}` : undefined
}

/** A source of notes. */
export function notesProblem(notes: string): string | undefined {
  return /^changelog:\s*$/.test(notes)
    ? 'expected a file after "changelog:"; "changelog" alone finds it'
    : emptyProblem(notes)
}

/** Formats a value for a message: quoted, on one line, not too long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text)
}
