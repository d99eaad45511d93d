import {
  type Decision,
  type Distribution,
  type DistributionFacts,
  type Finding,
  type IgnoreComment,
  type RuntimeFacts,
  type SourceFile,
  type SourceUse,
  addAll,
  finding,
  someOf,
  sortedBy,
} from '@exuvia/model'
import {
  assertsAboutOptions,
  assertsThatArePromised,
  assertsThatDecide,
  assertsWithEffect,
  functionsThatAssert,
  readsOfDebug,
  switchesOfDebug,
} from './asserts.ts'
import { compiledModules } from './compiled-modules.ts'
import { BREAKS, type Breakage, type BreakageCheck, CODES, CURES, quoted } from './context.ts'
import {
  docstringsAsGrammar,
  docstringsForLibraries,
  operationsOnDocstrings,
  refusalsWithoutDocstring,
  searchesOfDocstrings,
} from './docstrings.ts'
import { foldersInZip } from './folders.ts'
import { docstringsAsContent } from './help-texts.ts'
import { listsOfModules, modulesByName, readsOfSource } from './sources.ts'

const CHECKS: readonly BreakageCheck[] = [
  assertsWithEffect,
  assertsThatDecide,
  assertsAboutOptions,
  functionsThatAssert,
  assertsThatArePromised,
  readsOfDebug,
  switchesOfDebug,
  operationsOnDocstrings,
  refusalsWithoutDocstring,
  docstringsAsContent,
  searchesOfDocstrings,
  docstringsAsGrammar,
  docstringsForLibraries,
  readsOfSource,
  listsOfModules,
  modulesByName,
]

/** As much of a distribution as decides what its bytecode breaks. */
export interface JudgedDistribution extends Pick<Distribution, 'id' | 'name' | 'entryPoints'> {
  /** The wheel's file name; present and undefined for the project itself. */
  readonly wheel?: string | undefined
  readonly files: readonly Pick<SourceFile, 'path' | 'origin'>[]
}

/**
 * Reports what the modules of a distribution do that their bytecode does not, where they ship as bytecode alone.
 * Equal breaks are one finding, which names the first place and counts the others.
 * @param isInZip whether Python imports the modules from a zip, as source or bytecode
 */
export function judgeBreakage(
  distribution: JudgedDistribution,
  decided: ReadonlyMap<string, Decision>,
  facts: RuntimeFacts | undefined,
  isInZip = false,
): Finding[] {
  const own = facts?.kind === 'examined' ? facts.distributions.get(distribution.id) : undefined
  if (own === undefined) return []
  const isProject = 'wheel' in distribution && distribution.wheel === undefined
  const found: Placed[] = []
  const findings: Finding[] = []
  const native = compiledModules(decided.keys())
  for (const file of distribution.files) {
    if (native.has(file.path)) continue
    const { ship, level } = decided.get(file.path) ?? {}
    const compiled = ship === 'bytecode' ? level : undefined
    if (compiled === undefined && !isInZip) continue
    const checks = [...(compiled === undefined ? [] : CHECKS), ...(isInZip ? [foldersInZip] : [])]
    const each = own.files.get(file.path)
    if (each === undefined) continue
    const { entryPoints } = distribution
    const context = { facts: own, decided, path: file.path, entryPoints, isProject }
    const broken = each.uses.flatMap((use) =>
      checks.flatMap((check) => {
        const breakage = check(use, context)
        return breakage !== undefined && (breakage.way !== '-O' || (compiled?.optimize ?? 0) > 0)
          ? [{ ...breakage, kind: use.kind, line: use.line, path: file.origin }]
          : []
      }),
    )
    const given = compiled === undefined ? [] : givenToReaders(own, file)
    const isReached = own.unreached?.has(file.path) !== true
    const placed = [...broken, ...given].map((item) => (isReached ? item : ifImported(item)))
    const { kept, used } = withoutIgnored(placed, each.ignored)
    addAll(found, kept)
    addAll(findings, unusedComments(each.ignored, used, each.uses, file.origin, distribution.name))
  }
  return [...fold(found, distribution.name), ...findings, ...unexaminedFindings(distribution, decided, own)]
}

interface Placed extends Breakage, Pick<SourceUse, 'line'> {
  readonly kind: SourceUse['kind'] | 'source-given'
  readonly path: string
}

/** A break in a module that nothing is known to import: whether it is met depends on who imports it. */
function ifImported<Break extends Breakage>(found: Break): Break {
  if (found.severity !== 'error') return found
  return { ...found, severity: 'warning', what: `${found.what}, in a module that nothing here imports` }
}

/** Decorators of other distributions that read the source of a module. */
function givenToReaders(
  { given = [] }: DistributionFacts,
  { path, origin }: Pick<SourceFile, 'path' | 'origin'>,
): Placed[] {
  return given
    .filter((each) => each.path === path)
    .map(({ line, reader }) => ({
      way: 'no-source',
      severity: 'error',
      what: `${reader} reads the source of what it decorates`,
      kind: 'source-given',
      line,
      path: origin,
    }))
}

/** A comment holds for its own line and the line below it. */
function reaches(comment: IgnoreComment, line: number): boolean {
  return line === comment.line || line === comment.line + 1
}

function withoutIgnored(
  broken: readonly Placed[],
  ignored: readonly IgnoreComment[],
): { readonly kept: readonly Placed[]; readonly used: ReadonlySet<IgnoreComment> } {
  const used = new Set<IgnoreComment>()
  const kept = broken.filter(({ way, line }) => {
    const comment = ignored.find((each) => each.codes.includes(CODES[way]) && reaches(each, line))
    if (comment !== undefined) used.add(comment)
    return comment === undefined
  })
  return { kept, used }
}

/** Reports comments that name no code or no reason, and those for which this source has no use at all. */
function unusedComments(
  ignored: readonly IgnoreComment[],
  used: ReadonlySet<IgnoreComment>,
  uses: readonly SourceUse[],
  path: string,
  distribution: string,
): Finding[] {
  return ignored.flatMap((comment) => {
    const problem = problemOf(comment, used, uses)
    const subject = { path, line: comment.line, distribution }
    return problem === undefined ? [] : [finding('ignore-unused', 'warning', subject, { problem })]
  })
}

function problemOf(
  comment: IgnoreComment,
  used: ReadonlySet<IgnoreComment>,
  uses: readonly SourceUse[],
): string | undefined {
  const unknown = comment.codes.find((code) => !BREAKS.has(code))
  if (unknown !== undefined) return `no finding has the code "${unknown}"`
  if (comment.reason === '') return 'it gives no reason'
  // At another level of optimisation the comment may be needed.
  const isNeeded = used.has(comment) || uses.some(({ line }) => reaches(comment, line))
  return isNeeded ? undefined : 'there is nothing to ignore'
}

/** Places that a finding names besides its first. */
const MOST_OTHERS = 3

function fold(found: readonly Placed[], distribution: string): Finding[] {
  const groups = Map.groupBy(found, ({ severity, kind }) => `${severity}\0${kind}`)
  return [...groups.values()].flatMap((group) => {
    const sorted = sortedBy(group, ({ path, line }) => `${path}\0${String(line).padStart(9, '0')}`)
    const [first] = sorted
    if (first === undefined) return []
    const { severity, way, what, path, line } = first
    const others = inWords(sorted.slice(1).map((each) => `${each.path}:${each.line}`))
    const subject = { path, line, distribution }
    const cured = quoted([distribution])
    if (way === 'zip') return [finding(CODES[way], severity, subject, { way, what, others, cured })]
    const cures = new Set(group.map((each) => each.cure ?? CURES[way]))
    const cure = cures.size === 1 ? (first.cure ?? CURES[way]) : CURES[way]
    return [finding(CODES[way], severity, subject, { way, what, others, cure, cured })]
  })
}

function inWords(others: readonly string[]): string {
  return others.length === 0 ? '' : ` (also ${someOf(others, MOST_OTHERS)})`
}

function unexaminedFindings(
  { name, files }: JudgedDistribution,
  decided: ReadonlyMap<string, Decision>,
  facts: DistributionFacts,
): Finding[] {
  const paths = files.filter(
    ({ path }) =>
      decided.get(path)?.ship === 'bytecode' && facts.files.has(path) && facts.files.get(path) === undefined,
  )
  const [example] = paths
  if (example === undefined) return []
  const modules = paths.length === 1 ? 'this module is' : `this module and ${paths.length - 1} more are`
  return [
    finding(
      'sources-not-examined',
      'note',
      { path: example.origin, distribution: name },
      {
        what: modules,
        reason: 'the Python that examines does not read the syntax, or it is too large',
      },
    ),
  ]
}
