import {
  type Decision,
  type Distribution,
  type Finding,
  type Inventory,
  type Judged,
  type ProjectReading,
  type SourceFile,
  codeOfScript,
  describeFinding,
  usageError,
} from '@exuvia/model'
import { isBytecodePath, placeOfBytecode, legacyPath } from '@exuvia/packaging'
import { type Considered, decide, subjectOf } from './decide.ts'
import { decisionAt } from './decisions.ts'
import { nearestPaths } from './nearest.ts'
import { rulesOf } from './rules.ts'
import { variantNames, variantsOf } from './variants.ts'

/** How a file of one distribution ships in some targets, and why. */
export interface Explained {
  /** In the tarball, as source. */
  readonly path: string
  /** Its place for people. */
  readonly origin: string
  /** In its own spelling. */
  readonly distribution: string
  /** The targets that this is about; empty for all that contain the distribution. */
  readonly targets: readonly string[]
  readonly decision: Decision
  /** The rule that decided, in one line. */
  readonly rule: string
  /** The rules that were tried, in order; the last one decided, if any did. */
  readonly considered: readonly Considered[]
  /** Ids of other distributions with the same path and decision (wheels for other platforms). */
  readonly alsoIn: readonly string[]
}

/** How a file ships, and why. */
export interface Explanation extends Explained {
  /** The same place in other targets or distributions, where the decision is another. */
  readonly others: readonly Explained[]
  /** What the config accepts about the distribution, in sentences. */
  readonly accepted: readonly string[]
  /** What the project was read from. */
  readonly reading: ProjectReading
  /** What is to know about that reading, and which rules end. */
  readonly notes: readonly Finding[]
}

/** Findings about what the project was read from, and about rules that end. */
const NOTES: ReadonlySet<string> = new Set([
  'project-wheel-given',
  'project-wheel-built',
  'project-wheel-remembered',
  'project-not-understood',
  'rule-ended',
  'rule-ends-soon',
])

/**
 * Returns the rule that decided about a file, and the other rules that were tried.
 * @param path as in the project (`src/tidemark/cli.py`), in the tarball (`lib/tidemark/cli.py`,
 *   also its `.pyc`), below `lib/`, or a module's name (`tidemark.cli`)
 * @throws usage error `unknown-path`
 */
export function explain(judged: Judged, path: string): Explanation {
  const { inventory } = judged
  const found = findFiles(inventory, path)
  const [first] = found
  if (first === undefined) {
    const near = nearestPaths(
      path,
      inventory.distributions.flatMap(({ files }) => files.map((file) => file.path)),
    )
    throw usageError('unknown-path', { path, nearest: near.length === 0 ? 'none' : near })
  }
  const all = found.flatMap((item) => explainFound(judged, item))
  const groups = [...Map.groupBy(all, ({ key }) => key).values()]
  const [explained, ...others] = groups.flatMap(([one, ...more]) =>
    one === undefined ? [] : [{ ...one.explained, alsoIn: more.map(({ id }) => id) }],
  )
  if (explained === undefined) throw new Error('a distribution without a variant')
  return {
    ...explained,
    others,
    accepted: judged.findings
      .filter(
        (item) => item.code === 'finding-accepted' && item.subject.distribution === first.distribution.name,
      )
      .map((item) => describeFinding(item).message),
    reading: inventory.reading,
    notes: judged.findings.filter(({ code }) => NOTES.has(code)),
  }
}

/** One explanation for each set of targets that the rules tell apart. */
function explainFound(
  { inventory, config, decisions }: Judged,
  { distribution, file }: Found,
): { readonly key: string; readonly id: string; readonly explained: Explained }[] {
  const rules = rulesOf(config.policy)
  const variants = variantsOf(inventory, distribution, rules)
  return variants.map((variant) => {
    const considered: Considered[] = []
    const subject = subjectOf(file, distribution, variant.target)
    const asked = decide(subject, rules, config.policy, considered)
    const [name = ''] = variantNames(variant)
    const decision = decisionAt(decisions, distribution.id, name, file.path) ?? asked
    const decider = considered.find(({ outcome }) => outcome === 'decided')
    const explained = {
      path: file.path,
      origin: file.origin,
      distribution: distribution.name,
      targets: variants.length < 2 ? [] : variantNames(variant),
      decision,
      rule: decider?.text ?? `${decision.rule} → ${decision.ship} (${decision.reason})`,
      considered,
      alsoIn: [],
    }
    const key = JSON.stringify([distribution.name, explained.targets, decision])
    return { key, id: distribution.id, explained }
  })
}

interface Found {
  readonly distribution: Distribution
  readonly file: SourceFile
}

/** Uses the best reading of a path: as in the tarball, in the project, below `lib/`, compiled, as a module. */
function findFiles(inventory: Inventory, text: string): Found[] {
  const path = normalize(text, inventory.root)
  const modulePath = `lib/${path.replaceAll('.', '/')}`
  const readings: ((file: SourceFile) => boolean)[] = [
    (file) => file.path === path || (path.startsWith('bin/') && file.path === codeOfScript(path.slice(4))),
    (file) => normalize(file.origin, inventory.root) === path,
    (file) => file.path === `lib/${path}`,
    (file) => isCompiledFrom(path, file) || isCompiledFrom(`lib/${path}`, file),
    (file) => file.path === `${modulePath}.py` || file.path === `${modulePath}/__init__.py`,
  ]
  for (const reading of readings) {
    const found = inventory.distributions.flatMap((distribution) =>
      distribution.files.filter(reading).map((file) => ({ distribution, file })),
    )
    if (found.length > 0) return found
  }
  return []
}

function isCompiledFrom(path: string, file: SourceFile): boolean {
  if (file.role !== 'python' || !isBytecodePath(path)) return false
  const { stem, cached } = placeOfBytecode(path)
  return (cached ? `${stem}.pyc` : path) === legacyPath(file.path)
}

function normalize(path: string, root: string): string {
  const slashes = path.replaceAll('\\', '/')
  const base = root.replaceAll('\\', '/').replace(/\/$/, '')
  const below = slashes.startsWith(`${base}/`) ? slashes.slice(base.length + 1) : slashes
  return below.replace(/^(?:\.\/)+/, '')
}
