import { compareText } from '@exuvia/model'
import { type Marker, parseMarker } from '@exuvia/packaging'

type Comparison = Extract<Marker, { kind: 'compare' }>

/** One condition on a variable, whose value is on the right. */
interface Condition {
  readonly variable: string
  readonly operator: string
  readonly value: string
}

/** Names of platforms that uv_build writes as `sys_platform` (uv-pep508/src/marker/algebra.rs). */
const SYSTEMS: Readonly<Record<string, string>> = {
  Windows: 'win32',
  Linux: 'linux',
  Darwin: 'darwin',
}

/** Variables of which uv_build knows that their values exclude each other: it drops what another one implies. */
const OF_PLATFORM = new Set(['os_name', 'sys_platform'])

const STRINGS = new Set([
  ...OF_PLATFORM,
  'implementation_name',
  'platform_machine',
  'platform_python_implementation',
])

/**
 * Writes a marker as uv_build does, which reads it into a normal form: `python_version` becomes
 * `python_full_version`, and conditions are sorted by variable and value (uv-pep508/src/marker). This holds for
 * conditions joined by `and`, the common kind; releases from 0.8.0 to 0.13.6 agree on them.
 * @returns undefined for any other marker
 */
export function uvMarker(text: string): string | undefined {
  const marker = parseMarker(text)
  const conditions = marker === undefined ? undefined : conjunction(marker)?.map(conditionOf)
  if (conditions === undefined || !conditions.every((each) => each !== undefined)) return undefined
  const python = versionRange(conditions.filter(isPython))
  const strings = writeStrings(conditions.filter((each) => !isPython(each)))
  return python === undefined || strings === undefined ? undefined : [...python, ...strings].join(' and ')
}

function isPython({ variable }: Condition): boolean {
  return variable.startsWith('python_')
}

/** The comparisons that `and` joins; undefined if an `or` is among them. */
function conjunction(marker: Marker): readonly Comparison[] | undefined {
  if (marker.kind === 'compare') return [marker]
  if (marker.kind === 'or') return undefined
  const [left, right] = [conjunction(marker.left), conjunction(marker.right)]
  return left === undefined || right === undefined ? undefined : [...left, ...right]
}

function conditionOf({ left, operator, right }: Comparison): Condition | undefined {
  if (!('variable' in left) || !('text' in right)) return undefined
  const { variable } = left
  const value = right.text
  if (variable.startsWith('python_')) return { variable, operator, value }
  if (!/^(?:==|!=)$/.test(operator) || !/^[A-Za-z0-9_]{1,40}$/.test(value)) return undefined
  if (STRINGS.has(variable)) return { variable, operator, value }
  const system = variable === 'platform_system' ? SYSTEMS[value] : undefined
  return system === undefined ? undefined : { variable: 'sys_platform', operator, value: system }
}

/** A version of Python 3, without a zero that uv_build would drop. */
interface Bound {
  readonly minor: number
  readonly patch: number
}

function boundOf({ variable, operator, value }: Condition): Bound | undefined {
  const match = /^3\.([1-9]\d{0,2})(?:\.([1-9]\d{0,2}))?$/.exec(value)
  if (match === null) return undefined
  const minor = Number(match[1])
  const patch = Number(match[2] ?? 0)
  if (variable === 'python_full_version') return /^(?:>=|<)$/.test(operator) ? { minor, patch } : undefined
  // `python_version` has no patch: what is above or at a minor version begins with the next one.
  if (patch > 0) return undefined
  return operator === '>' || operator === '<=' ? { minor: minor + 1, patch } : { minor, patch }
}

/** Writes the conditions on the version of Python: one value, or a range. */
function versionRange(conditions: readonly Condition[]): string[] | undefined {
  const bounds = conditions.map((condition) => ({
    kind: condition.operator.startsWith('>') ? 'low' : condition.operator.startsWith('<') ? 'high' : 'one',
    operator: condition.operator,
    bound: boundOf(condition),
  }))
  const [low, high, one] = ['low', 'high', 'one'].map((kind) => bounds.filter((each) => each.kind === kind))
  if (low === undefined || high === undefined || one === undefined) return undefined
  if (low.length > 1 || high.length > 1 || bounds.some(({ bound }) => bound === undefined)) return undefined
  if (one.length > 0) {
    const [{ operator, bound } = { operator: '', bound: undefined }] = one
    if (bounds.length > 1 || bound === undefined || !/^(?:==|!=)$/.test(operator)) return undefined
    return [`python_full_version ${operator} '3.${bound.minor}.*'`]
  }
  const [from, to] = [low[0]?.bound, high[0]?.bound]
  if (from !== undefined && to !== undefined) {
    if (from.minor >= to.minor) return undefined
    if (from.patch === 0 && to.patch === 0 && to.minor === from.minor + 1)
      return [`python_full_version == '3.${from.minor}.*'`]
  }
  return [
    ...(from === undefined ? [] : [`python_full_version >= '${written(from)}'`]),
    ...(to === undefined ? [] : [`python_full_version < '${written(to)}'`]),
  ]
}

function written({ minor, patch }: Bound): string {
  return patch === 0 ? `3.${minor}` : `3.${minor}.${patch}`
}

/** Writes the conditions on other variables: for each one value, or several that it must not have. */
function writeStrings(conditions: readonly Condition[]): string[] | undefined {
  const byVariable = [...Map.groupBy(conditions, ({ variable }) => variable)].sort(([a], [b]) =>
    compareText(a, b),
  )
  if (byVariable.filter(([variable]) => OF_PLATFORM.has(variable)).length > 1) return undefined
  const isClear = byVariable.every(
    ([, some]) => some.length === 1 || some.every(({ operator }) => operator === '!='),
  )
  if (!isClear) return undefined
  return byVariable.flatMap(([variable, some]) =>
    [...new Set(some.map(({ value }) => value))]
      .sort(compareText)
      .map((value) => `${variable} ${some[0]?.operator ?? ''} '${value}'`),
  )
}
