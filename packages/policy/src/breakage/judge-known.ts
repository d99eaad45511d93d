import {
  type Decision,
  type Decisions,
  type Distribution,
  type Finding,
  type Inventory,
  type Severity,
  type Subject,
  finding,
} from '@exuvia/model'
import { formatTarget, versionFits } from '@exuvia/packaging'
import { targetSubject } from '../variants.ts'
import { CODES, CURES, quoted } from './context.ts'
import { KNOWN_PROGRAMS, type KnownProgram } from './known-programs.ts'

/**
 * Reports what is known of published packages, in the targets where they, or the distributions that call them, ship in
 * a form that breaks them. Pure.
 */
export function judgeKnown(
  inventory: Inventory,
  decisions: Decisions,
  known: readonly KnownProgram[] = KNOWN_PROGRAMS,
): Finding[] {
  return inventory.distributions.flatMap((distribution) =>
    known
      .filter((each) => isAbout(each, distribution))
      .flatMap((each) => judgeOne(each, distribution, inventory, decisions)),
  )
}

function isAbout({ name, versions }: KnownProgram, { normalizedName, version }: Distribution): boolean {
  return name === normalizedName && (versions === '' || versionFits(version, versions, true))
}

function judgeOne(
  known: KnownProgram,
  { id, name, normalizedName }: Distribution,
  { targets, distributions }: Inventory,
  decisions: Decisions,
): Finding[] {
  const { of } = known
  const broken: string[] = []
  const named = new Set<string>()
  let count = 0
  let certain = false
  for (const { target, distributions: shipped, requires } of targets) {
    if (!shipped.includes(id)) continue
    count += 1
    const targetName = formatTarget(target)
    const having = shipped.filter(
      (each) => each !== id && hasModule(known, decisions.get(each)?.get(targetName)),
    )
    const callers = of === 'itself' ? [id] : callersOf(normalizedName, shipped, distributions, requires)
    const judged = new Set([...callers, ...having])
    const affected = [...judged].filter((each) => breaks(known, decisions.get(each)?.get(targetName)))
    if (affected.length > 0) broken.push(targetName)
    certain ||= isCertain(
      known,
      affected.map((each) => decisions.get(each)?.get(targetName)),
    )
    for (const each of affected) named.add(distributions.find((one) => one.id === each)?.name ?? each)
  }
  if (broken.length === 0) return []
  const subject = { distribution: name, ...(broken.length < count ? targetSubject(broken) : {}) }
  return [knownFinding(known, certain ? 'error' : 'warning', subject, [...named])]
}

/** The finding about a known package. @param callers names of those that ship in a form that breaks */
export function knownFinding(
  { way, of, what, cure }: KnownProgram,
  severity: Severity,
  subject: Subject,
  callers: readonly string[],
): Finding {
  const names = callers.toSorted()
  const whose = of === 'itself' ? '' : ` (${names.join(', ')})`
  return finding(CODES[way], severity, subject, {
    way,
    what: `it ${what}${whose}`,
    others: '',
    cure: cure === 'empty' ? 'docstrings = "empty"' : CURES[way],
    cured: quoted(names),
  })
}

/** Ids of the distributions that require the package; where that is not known, of all others. */
function callersOf(
  normalizedName: string,
  shipped: readonly string[],
  distributions: readonly Distribution[],
  requires: ReadonlyMap<string, readonly string[]> | undefined,
): readonly string[] {
  return distributions
    .filter((each) => shipped.includes(each.id) && each.normalizedName !== normalizedName)
    .filter((each) => requires?.get(each.normalizedName)?.includes(normalizedName) ?? true)
    .map(({ id }) => id)
}

/** Whether a distribution has the modules that matter: it may require the package through another. */
export function hasModule(
  { modules }: KnownProgram,
  decided: ReadonlyMap<string, Decision> | undefined,
): boolean {
  return modules !== undefined && [...(decided?.keys() ?? [])].some((path) => modules.test(path))
}

/** Whether a module ships in a form that breaks. */
export function breaks(known: KnownProgram, decided: ReadonlyMap<string, Decision> = new Map()): boolean {
  return [...decided.values()].some((decision) => isAffected(known, decision))
}

function isAffected({ way, cure }: KnownProgram, { ship, level }: Decision): boolean {
  if (ship !== 'bytecode' || level === undefined) return false
  if (way === 'no-source') return true
  if (way === '-O') return level.optimize > 0
  return level.docstrings === 'strip' || (level.docstrings === 'empty' && cure === 'keep')
}

/** Whether one of the modules that matter ships in such a form. */
export function isCertain(
  known: KnownProgram,
  decided: readonly (ReadonlyMap<string, Decision> | undefined)[],
): boolean {
  const { modules } = known
  if (modules === undefined) return true
  return decided.some((files) =>
    [...(files ?? [])].some(([path, decision]) => modules.test(path) && isAffected(known, decision)),
  )
}
