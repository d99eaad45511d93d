import type { DistributionChange, FormChange, ShippingDifference, ValueChange } from '@exuvia/pipeline'
import { indent, paintOut, safeLine } from './terminal.ts'

/** Paths of one change that are printed without `--all`. */
const SHOWN = 5

/** What ships otherwise, in lines for a terminal. */
export function formatShipping(difference: ShippingDifference, all: boolean): string[] {
  const { outcome, targets, distributions, unknown } = difference
  const lines = [
    ...targets.added.map((target) => `new target: ${safeLine(target)}`),
    ...targets.removed.map((target) => `target gone: ${safeLine(target)}`),
    ...distributions.flatMap((each) => formatDistribution(each, all)),
    ...unknown.map(
      ({ side, what, reason }) => `not compared: ${WHAT[what]} of the ${side} side: ${safeLine(reason)}`,
    ),
  ]
  return [...lines, ...(outcome === 'different' ? [] : [CONCLUSIONS[outcome]])]
}

const WHAT = {
  dependencies: 'dependencies',
  licenses: 'licences',
  levels: 'levels of modules',
  files: 'files',
} as const

const CONCLUSIONS = {
  same: 'everything ships as before',
  unknown: 'no difference in what was compared; the rest is unknown',
} as const

function formatDistribution(
  { name, state, version, license, files }: DistributionChange,
  all: boolean,
): string[] {
  const title = paintOut('bold', safeLine(name))
  const facts = [
    typeof version === 'string' ? safeLine(version) : '',
    typeof license === 'string' ? safeLine(license) : '',
  ].filter((fact) => fact !== '')
  const about = facts.length === 0 ? '' : ` ${facts.join(', ')}`
  const head = { added: `new: ${title}${about}`, removed: `gone: ${title}${about}`, changed: title }[state]
  return [
    head,
    ...changeLine('version', version),
    ...changeLine('licence', license),
    ...files.flatMap((change) => formatChange(change, all, state === 'changed')),
  ]
}

function changeLine(what: string, value: ValueChange | string | null): string[] {
  if (value === null || typeof value === 'string') return []
  return [indent(`${what}: ${safeLine(value.old)} → ${safeLine(value.new)}`)]
}

/** Of a distribution that is new or gone as a whole, the paths say little. */
function formatChange(
  { old, new: now, targets, paths }: FormChange,
  all: boolean,
  withPaths: boolean,
): string[] {
  const files = paths.length === 1 ? '1 file' : `${paths.length} files`
  const where = targets.length === 0 ? '' : ` (${targets.map(safeLine).join(', ')})`
  const shown = all ? paths : withPaths ? paths.slice(0, SHOWN) : []
  const more = withPaths && !all ? paths.length - shown.length : 0
  return [
    indent(`${inWords(old, now)}: ${files}${where}`),
    ...shown.map((path) => indent(indent(safeLine(path)))),
    ...(more > 0 ? [indent(indent(`and ${more} more; --all prints them`))] : []),
  ]
}

function inWords(old: string | null, now: string | null): string {
  if (old === null) return `now ships as ${now}`
  return now === null ? `no longer ships (was ${old})` : `${old} → ${now}`
}
