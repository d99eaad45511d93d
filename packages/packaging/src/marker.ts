import type { Target } from '@exuvia/model'
import { normalizeName } from './names.ts'
import { parseRuntime } from './runtime.ts'
import { isClause } from './specifier.ts'
import { isVersion, versionFits } from './versions.ts'

/** A parsed environment marker (PEP 508). */
export type Marker =
  | { readonly kind: 'and' | 'or'; readonly left: Marker; readonly right: Marker }
  | { readonly kind: 'compare'; readonly left: Term; readonly operator: string; readonly right: Term }

type Term = { readonly variable: string } | { readonly text: string }

/** The result of a condition if some variables are unknown: `maybe` depends on the machine. */
export type Truth = 'yes' | 'no' | 'maybe'

/** Normalised names of extras or groups. */
type Names = readonly string[] | ReadonlySet<string>

/** Values of the marker variables: several if they can differ within the target, none if anything is possible. */
export type MarkerEnvironment = Readonly<Record<string, readonly string[] | undefined>>

const VARIABLES = new Set([
  'python_version',
  'python_full_version',
  'os_name',
  'sys_platform',
  'platform_release',
  'platform_system',
  'platform_version',
  'platform_machine',
  'platform_python_implementation',
  'implementation_name',
  'implementation_version',
  'extra',
  // Sets, in lock files alone (PEP 751).
  'extras',
  'dependency_groups',
])

/** Older spellings that PEP 508 still allows. */
const ALIASES: Readonly<Record<string, string>> = {
  'os.name': 'os_name',
  'sys.platform': 'sys_platform',
  'platform.version': 'platform_version',
  'platform.machine': 'platform_machine',
  'platform.python_implementation': 'platform_python_implementation',
  python_implementation: 'platform_python_implementation',
}

const TOKEN = /\s*(?:([()])|('[^']*'|"[^"]*")|(<=|>=|===|==|!=|~=|<|>)|([A-Za-z_][\w.]*))/y

/** Reads a marker; undefined if invalid. */
export function parseMarker(text: string): Marker | undefined {
  const tokens: string[] = []
  const source = text.trim()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source)
    if (match === null || tokens.length > 2000) return undefined
    tokens.push((match[1] ?? match[2] ?? match[3] ?? match[4]) as string)
  }
  let at = 0
  let depth = 0
  const marker = or()
  return at === tokens.length ? marker : undefined

  function or(): Marker | undefined {
    return joined('or', and)
  }
  function and(): Marker | undefined {
    return joined('and', comparison)
  }
  function joined(kind: 'and' | 'or', next: () => Marker | undefined): Marker | undefined {
    let left = next()
    while (left !== undefined && tokens[at] === kind) {
      at += 1
      const right = next()
      left = right === undefined ? undefined : { kind, left, right }
    }
    return left
  }
  function comparison(): Marker | undefined {
    if (tokens[at] === '(') {
      if (++depth > 100) return undefined
      at += 1
      const inner = or()
      depth -= 1
      return tokens[at++] === ')' ? inner : undefined
    }
    const left = term()
    let operator = tokens[at++] ?? ''
    if (operator === 'not' && tokens[at] === 'in') {
      operator = 'not in'
      at += 1
    }
    const right = term()
    const isOperator = /^(?:[<>=!~]+|in|not in)$/.test(operator)
    return left === undefined || right === undefined || !isOperator
      ? undefined
      : { kind: 'compare', left, operator, right }
  }
  function term(): Term | undefined {
    const token = tokens[at++]
    if (token === undefined) return undefined
    if (/^['"]/.test(token)) return { text: token.slice(1, -1) }
    const variable = ALIASES[token] ?? token
    return VARIABLES.has(variable) ? { variable } : undefined
  }
}

/**
 * Evaluates a marker in an environment. If the result depends on values that differ within a
 * target (the patch version; everything about the platform in a target for any platform), it
 * is `maybe`.
 * @param extras normalised
 * @param groups normalised; only markers of lock files ask for them
 */
export function evaluateMarker(
  marker: Marker,
  environment: MarkerEnvironment,
  extras: Names,
  groups: Names = [],
): Truth {
  if (marker.kind !== 'compare') {
    const left = evaluateMarker(marker.left, environment, extras, groups)
    const right = evaluateMarker(marker.right, environment, extras, groups)
    const decisive = marker.kind === 'and' ? 'no' : 'yes'
    if (left === decisive || right === decisive) return decisive
    return left === 'maybe' || right === 'maybe' ? 'maybe' : left
  }
  const variable = 'variable' in marker.left ? marker.left.variable : variableOf(marker.right)
  if (variable === 'extra' || variable === 'extras') return nameHolds(marker, extras) ? 'yes' : 'no'
  if (variable === 'dependency_groups') return nameHolds(marker, groups) ? 'yes' : 'no'
  const lefts = values(marker.left, environment, marker.right)
  const rights = values(marker.right, environment, marker.left)
  if (lefts === undefined || rights === undefined) return 'maybe'
  const results = lefts.flatMap((left) => rights.map((right) => holds(left, marker.operator, right)))
  if (results.every(Boolean)) return 'yes'
  return results.some(Boolean) ? 'maybe' : 'no'
}

/** The extras that a marker asks for, normalised. */
export function extrasOf(marker: Marker): string[] {
  if (marker.kind !== 'compare') return [...extrasOf(marker.left), ...extrasOf(marker.right)]
  const variable = variableOf(marker.left) ?? variableOf(marker.right)
  return variable === 'extra' || variable === 'extras' ? [normalizeName(nameIn(marker))] : []
}

function variableOf(term: Term): string | undefined {
  return 'variable' in term ? term.variable : undefined
}

type Comparison = Extract<Marker, { kind: 'compare' }>

function nameHolds(marker: Comparison, names: Names): boolean {
  const wanted = normalizeName(nameIn(marker))
  const asked = 'has' in names ? names.has(wanted) : names.includes(wanted)
  return marker.operator === '!=' || marker.operator === 'not in' ? !asked : asked
}

function nameIn({ left, right }: Comparison): string {
  return 'text' in right ? right.text : 'text' in left ? left.text : ''
}

/**
 * Returns the values of a term. Where both ends of the range represent an unknown patch version, the
 * version that the marker names lies between them: `== '3.12.4'` holds for some machines of `cp312`.
 */
function values(term: Term, environment: MarkerEnvironment, other: Term): readonly string[] | undefined {
  if ('text' in term) return [term.text]
  const known = environment[term.variable]
  if (known === undefined || known.length < 2 || !('text' in other)) return known
  const [first = '', last = ''] = known
  const isBetween =
    isVersion(other.text) && versionFits(other.text, `>=${first},<=${last}`, true) && isVersion(first)
  return isBetween ? [...known, other.text] : known
}

function holds(left: string, operator: string, right: string): boolean {
  if (operator === 'in') return right.includes(left)
  if (operator === 'not in') return !right.includes(left)
  // Versions compare by PEP 440 if both sides are versions, everything else as text.
  if (isVersion(left) && (isVersion(right) || /^\d[\d.]*\.\*$/.test(right))) {
    const clause = `${operator}${right}`
    // The packaging library compares what is no specifier (`>= '3.6.*'`) as text.
    if (isClause(clause)) return versionFits(left, clause, true)
  }
  if (operator === '==' || operator === '===') return left === right
  if (operator === '!=') return left !== right
  if (operator === '<') return left < right
  if (operator === '<=') return left <= right
  if (operator === '>') return left > right
  return operator === '>=' ? left >= right : false
}

/** Returns the marker variables of a target. Both ends of the range represent the unknown patch version. */
export function markerEnvironment(target: Target): MarkerEnvironment {
  const runtime = parseRuntime(target.runtime)
  const isMicro = runtime?.implementation === 'mpy'
  const version = isMicro || runtime === undefined ? '3.4' : `${runtime.major}.${runtime.minor}`
  const full = [`${version}.0`, `${version}.99`]
  const implementation = isMicro ? 'micropython' : runtime?.implementation === 'pp' ? 'pypy' : 'cpython'
  const proper = { micropython: 'MicroPython', pypy: 'PyPy', cpython: 'CPython' }[implementation]
  return {
    python_version: [version],
    python_full_version: full,
    implementation_name: [implementation],
    implementation_version: implementation === 'cpython' ? full : undefined,
    platform_python_implementation: [proper],
    ...platformEnvironment(target),
  }
}

/** The same environment on the newest patch version of its Python. */
export function newestPatch(environment: MarkerEnvironment): MarkerEnvironment {
  return {
    ...environment,
    python_full_version: environment.python_full_version?.slice(-1),
    implementation_version: environment.implementation_version?.slice(-1),
  }
}

function platformEnvironment(target: Target): MarkerEnvironment {
  const { platform } = target
  if (/^(?:many|musl)?linux/.test(platform)) {
    const machine = /(x86_64|i686|aarch64|armv7l|armv6l|ppc64le|ppc64|s390x|riscv64|loongarch64)$/.exec(
      platform,
    )?.[1]
    const sysPlatform = target.runtime === 'cp27' ? 'linux2' : 'linux'
    return {
      os_name: ['posix'],
      sys_platform: [sysPlatform],
      platform_system: ['Linux'],
      platform_machine: machine === undefined ? undefined : [machine],
    }
  }
  if (platform.startsWith('macosx')) {
    const machine = /_(arm64|x86_64|i386)$/.exec(platform)?.[1]
    return {
      os_name: ['posix'],
      sys_platform: ['darwin'],
      platform_system: ['Darwin'],
      platform_machine: machine === undefined ? ['arm64', 'x86_64'] : [machine],
    }
  }
  if (platform.startsWith('win')) {
    const machine = { win32: 'x86', win_amd64: 'AMD64', win_arm64: 'ARM64' }[platform]
    return {
      os_name: ['nt'],
      sys_platform: ['win32'],
      platform_system: ['Windows'],
      platform_machine: machine === undefined ? undefined : [machine],
    }
  }
  return {}
}
