import {
  addAll,
  type Checked,
  type Config,
  type Decision,
  type DecisionKind,
  type Distribution,
  type Facts,
  type Finding,
  type Judged,
  type RuntimeFacts,
  type Target,
  finding,
  refusal,
} from '@exuvia/model'
import { formatTarget, parseWheelFilename } from '@exuvia/packaging'
import { acceptFindings, unusedAcceptances } from './accept.ts'
import { judgeBreakage } from './breakage/judge-breakage.ts'
import { judgeKnown } from './breakage/judge-known.ts'
import { isCopyleftExpression } from './copyleft.ts'
import { decide, subjectOf } from './decide.ts'
import { decideLevel } from './decide-level.ts'
import { contentJudge } from './judge-content.ts'
import { inventoryLeaks } from './leaks/inventory-leaks.ts'
import { type LicensedPart, allLicenseFindings } from './license-findings.ts'
import { judgeLaunch } from './judge-launch.ts'
import { judgeModules, judgeNatives } from './judge-natives.ts'
import { judgeShadows } from './judge-shadows.ts'
import { judgePlaces } from './judge-places.ts'
import { judgeRules } from './judge-rules.ts'
import { judgeWindowsNames } from './judge-windows-names.ts'
import { looseSourceFindings, settleLooseSource } from './loose-sources.ts'
import { placeInConfig } from './place-in-config.ts'
import { judgeRuleDates } from './rule-dates.ts'
import { rulesOf } from './rules.ts'
import { type Variant, targetSubject, variantNames, variantsOf, variantSubject } from './variants.ts'

/**
 * Facts → Judged: decides how every file of an inventory ships, and reports problems: unknown
 * licences, copyleft without source, rules that match nothing, source that no rule allows.
 * Findings about the config name its line. Never throws for a finding; `passed` does.
 * @param today in UTC, for rules with an end: `2027-01-31`
 */
export function judge(facts: Facts, config: Config, today: string): Judged {
  const { inventory } = facts
  const rules = rulesOf(config.policy)
  const decisions = new Map<string, Map<string, ReadonlyMap<string, Decision>>>()
  // Keep findings of reading the project, except about licences: their severity depends on the decisions.
  const findings = inventory.findings.filter(
    ({ code }) => code !== 'license-unknown' && code !== 'license-guessed',
  )
  const parts: (LicensedPart & { readonly id: string; readonly copyleft: boolean })[] = []
  const judgeContent = contentJudge(rules, config.policy)
  const shipped = new Set(inventory.targets.flatMap((target) => target.distributions))
  for (const distribution of inventory.distributions) {
    const byTarget = new Map<string, ReadonlyMap<string, Decision>>()
    const variants = variantsOf(inventory, distribution, rules)
    for (const variant of variants) {
      const decided = new Map<string, Decision>()
      const found: Finding[] = []
      const loose: Distribution['files'][number][] = []
      for (const file of distribution.files) {
        const subject = subjectOf(file, distribution, variant.target)
        const first = decide(subject, rules, config.policy)
        const settled = settleLooseSource(file, first)
        if (settled !== undefined) loose.push(file)
        const known = settled ?? first
        const decision =
          known.ship === 'bytecode' ? { ...known, level: decideLevel(subject, rules, config.compile) } : known
        decided.set(file.path, decision)
        addAll(found, judgeContent(file, distribution, decision, variant))
      }
      addAll(found, looseSourceFindings(loose, distribution.name))
      for (const name of variantNames(variant)) byTarget.set(name, decided)
      addAll(findings, nativeFindings(distribution, decided, variant))
      addAll(found, judgeBreakage(distribution, decided, factsOf(facts, variant)))
      const place = variantSubject(variant, variants)
      addAll(
        findings,
        found.map((item) => ({ ...item, subject: { ...item.subject, ...place } })),
      )
    }
    decisions.set(distribution.id, byTarget)
    if (shipped.has(distribution.id)) parts.push(licensedPart(distribution, [...byTarget.values()]))
  }
  const sourceTwin = twinOf(config, parts)
  addAll(findings, inventoryLeaks(facts, decisions, sourceTwin))
  addAll(findings, allLicenseFindings(parts.map((part) => ({ ...part, twin: sourceTwin.includes(part.id) }))))
  addAll(findings, [
    ...judgeRules(inventory, config.policy),
    ...judgeRuleDates(config, today),
    ...judgeLaunch(inventory, config),
    ...judgeKnown(inventory, decisions),
    ...judgePlaces(inventory, decisions),
    ...judgeShadows(inventory, decisions),
    ...judgeWindowsNames(inventory, decisions),
    ...unexaminedFindings(facts),
  ])
  return {
    facts,
    inventory,
    config,
    decisions,
    sourceTwin,
    findings: [...acceptFindings(findings, config.accept), ...unusedAcceptances(findings, config.accept)].map(
      (item) => placeInConfig(item, config),
    ),
    // The mark is only a type, and only this function sets it.
  } as unknown as Judged
}

/** Compares the machine code that ships with the platform of each target. */
function nativeFindings(
  { name, wheel, files }: Distribution,
  decided: ReadonlyMap<string, Decision>,
  { targets }: Variant,
): Finding[] {
  const natives = files
    .filter(({ path, role, facts }) => {
      const isNative = role === 'native' || facts?.native !== undefined
      return isNative && decided.get(path)?.ship !== 'exclude'
    })
    .map((file) => ({
      path: file.path,
      native: file.facts?.native,
      subject: { path: file.origin, distribution: name },
    }))
  if (natives.length === 0) return []
  const isPure = wheel !== undefined && parseWheelFilename(wheel).platforms.includes('any')
  const byPlatform = Map.groupBy(targets, ({ platform }) => platform)
  const byRuntime = Map.groupBy(targets, ({ runtime }) => runtime)
  return [
    ...[...byPlatform].flatMap(([platform, group]) =>
      inTargets(judgeNatives(natives, { platforms: [platform], isPure }), group),
    ),
    ...[...byRuntime].flatMap(([runtime, group]) => inTargets(judgeModules(natives, runtime), group)),
  ]
}

function inTargets(findings: readonly Finding[], targets: readonly Target[]): Finding[] {
  const subject = targetSubject(targets.map(formatTarget))
  return findings.map((item) => ({ ...item, subject: { ...item.subject, ...subject } }))
}

/**
 * Judged → Checked.
 * @throws refusal `policy` with the findings, if any is an error
 */
export function passed(judged: Judged): Checked {
  const errors = judged.findings.filter((item) => item.severity === 'error')
  // The mark is only a type, and only this function sets it.
  if (errors.length === 0) return judged as Checked
  throw refusal(
    'policy',
    { errors: errors.length === 1 ? '1 error' : `${errors.length} errors` },
    { findings: judged.findings },
  )
}

/** The facts under the first examined runtime of a variant: a source's facts hardly depend on the runtime. */
function factsOf({ runtimes }: Facts, { targets }: Variant): RuntimeFacts | undefined {
  return targets.map(({ runtime }) => runtimes.get(runtime)).find((facts) => facts?.kind === 'examined')
}

/** Reports the runtimes of which nothing is known. */
function unexaminedFindings({ runtimes }: Facts): Finding[] {
  const reasons = Map.groupBy(
    [...runtimes].flatMap(([runtime, facts]) =>
      facts.kind === 'not-examined' ? [{ runtime, reason: facts.reason }] : [],
    ),
    ({ reason }) => reason,
  )
  return [...reasons].map(([reason, group]) =>
    finding(
      'sources-not-examined',
      'note',
      {},
      { what: `the modules for ${group.map(({ runtime }) => runtime).join(', ')} are`, reason },
    ),
  )
}

function licensedPart(
  distribution: Distribution,
  decided: readonly ReadonlyMap<string, Decision>[],
): LicensedPart & { readonly id: string; readonly copyleft: boolean } {
  const forms = (path: string): DecisionKind[] => decided.flatMap((files) => files.get(path)?.ship ?? [])
  const ships = distribution.files.filter((file) => forms(file.path).some((ship) => ship !== 'exclude'))
  return {
    id: distribution.id,
    name: distribution.name,
    own: distribution.wheel === undefined,
    license: distribution.license,
    copyleft: isCopyleftExpression(distribution.license.expression),
    bytecodeOnly: ships.some((file) => file.role === 'python' && forms(file.path).includes('bytecode')),
    native: ships.some((file) => file.role === 'native'),
    empty: ships.length === 0,
    twin: false,
  }
}

/**
 * Returns the distributions in the source twin. `auto`: those whose licence requires source
 * and that ship any module as bytecode alone. `always`: all that ship.
 */
function twinOf(
  config: Config,
  parts: readonly { readonly id: string; readonly copyleft: boolean; readonly bytecodeOnly: boolean }[],
): readonly string[] {
  const { sourceTwin } = config.policy
  if (sourceTwin === 'never') return []
  const owed =
    sourceTwin === 'always' ? parts : parts.filter(({ copyleft, bytecodeOnly }) => copyleft && bytecodeOnly)
  return owed.map(({ id }) => id)
}
