import {
  type Decision,
  type Distribution,
  type Finding,
  type PolicyConfig,
  type SourceFile,
  finding,
} from '@exuvia/model'
import { isBytecodePath, legacyPath, placeOfBytecode } from '@exuvia/packaging'
import { decide, subjectOf } from './decide.ts'
import { judgeNested } from './judge-nested.ts'
import { judgeRuntime } from './judge-runtime.ts'
import type { Rule } from './rules.ts'
import type { Variant } from './variants.ts'

/** Judges one file of a distribution by its content. */
export type ContentJudge = (
  file: SourceFile,
  distribution: Distribution,
  decision: Decision,
  variant: Variant,
) => readonly Finding[]

/**
 * Makes a judge of data files that hold code: archives, and bytecode that came without its source. The check
 * of a packed tarball asks the same, too late for an advice.
 */
export function contentJudge(rules: readonly Rule[], policy: PolicyConfig): ContentJudge {
  return (file, distribution, decision, { target, targets }) => {
    const { facts } = file
    const subject = { path: file.origin, distribution: distribution.name }
    // A source in `__pycache__`: its bytecode would have the place of a cache of another source.
    const compiled =
      decision.ship === 'bytecode' && file.path.endsWith('.py') ? legacyPath(file.path) : undefined
    const place = compiled === undefined ? undefined : placeOfBytecode(compiled)
    if (place?.cached === true)
      return [finding('bytecode-shadowed', 'error', subject, { path: `${place.stem}.pyc` })]
    if (facts === undefined || decision.ship === 'exclude') return []
    const asModule = (path: string): Decision =>
      decide({ ...subjectOf({ ...file, path }, distribution, target), kind: 'python' }, rules, policy)
    const nested =
      facts.inside === undefined ? [] : judgeNested(facts.inside, decision, asModule(file.path), subject)
    if (file.role !== 'data' || !isBytecodePath(file.path)) return nested
    const { stem, cached } = placeOfBytecode(file.path)
    const source = `${stem}.py`
    const { ship } = asModule(source)
    if (ship !== 'bytecode')
      return [...nested, finding('bytecode-not-allowed', 'error', subject, { decision: ship })]
    if (cached && !pathsOf(distribution).has(source))
      return [...nested, finding('bytecode-shadowed', 'error', subject, { path: legacyPath(source) })]
    const runtimes = [...new Set(targets.map(({ runtime }) => runtime))]
    const wrong = runtimes.flatMap((runtime) => judgeRuntime(facts.start, runtime, subject))
    return [...nested, ...wrong]
  }
}

const paths = new WeakMap<Distribution, ReadonlySet<string>>()

function pathsOf(distribution: Distribution): ReadonlySet<string> {
  const known = paths.get(distribution) ?? new Set(distribution.files.map(({ path }) => path))
  paths.set(distribution, known)
  return known
}
