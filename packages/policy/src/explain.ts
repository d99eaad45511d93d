import {
  type Decision,
  type Distribution,
  type Inventory,
  type Judged,
  type SourceFile,
  describeFinding,
  usageError,
} from '@exuvia/model'
import { isBytecodePath, placeOfBytecode, legacyPath } from '@exuvia/packaging'
import { type Considered, decide, subjectOf } from './decide.ts'
import { nearestPaths } from './nearest.ts'
import { rulesOf } from './rules.ts'

/** How a file ships, and why. */
export interface Explanation {
  /** In the tarball, as source. */
  readonly path: string
  /** Its place for people. */
  readonly origin: string
  /** In its own spelling. */
  readonly distribution: string
  readonly decision: Decision
  /** The rule that decided, in one line. */
  readonly rule: string
  /** The rules that were tried, in order; the last one decided, if any did. */
  readonly considered: readonly Considered[]
  /** Ids of other distributions with the same path (wheels for other platforms). */
  readonly alsoIn: readonly string[]
  /** What the config accepts about the distribution, in sentences. */
  readonly accepted: readonly string[]
}

/**
 * Returns the rule that decided about a file, and the other rules that were tried.
 * @param path as in the project (`src/tidemark/cli.py`), in the tarball (`lib/tidemark/cli.py`,
 *   also its `.pyc`), below `lib/`, or a module's name (`tidemark.cli`)
 * @throws usage error `unknown-path`
 */
export function explain(judged: Judged, path: string): Explanation {
  const { inventory, config } = judged
  const found = findFiles(inventory, path)
  const [first] = found
  if (first === undefined) {
    const near = nearestPaths(
      path,
      inventory.distributions.flatMap(({ files }) => files.map((file) => file.path)),
    )
    throw usageError('unknown-path', { path, nearest: near.length === 0 ? 'none' : near })
  }
  const considered: Considered[] = []
  const asked = decide(
    subjectOf(first.file, first.distribution),
    rulesOf(config.policy),
    config.policy,
    considered,
  )
  const decision = judged.decisions.get(first.distribution.id)?.get(first.file.path) ?? asked
  const decider = considered.find(({ outcome }) => outcome === 'decided')
  return {
    path: first.file.path,
    origin: first.file.origin,
    distribution: first.distribution.name,
    decision,
    rule: decider?.text ?? `${decision.rule} → ${decision.ship} (${decision.reason})`,
    considered,
    accepted: judged.findings
      .filter(
        (item) => item.code === 'finding-accepted' && item.subject.distribution === first.distribution.name,
      )
      .map((item) => describeFinding(item).message),
    alsoIn: found.slice(1).map(({ distribution }) => distribution.id),
  }
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
    (file) => file.path === path,
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
