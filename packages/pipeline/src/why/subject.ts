import { type Distribution, type Judged, nearest, usageError } from '@exuvia/model'
import { formatTarget, normalizeName } from '@exuvia/packaging'
import { type Explanation, explain } from '@exuvia/policy'
import { targetFiles } from '../stages/target-files.ts'

/** A rule that decided about some files. */
export interface WhyRule {
  readonly ship: string
  readonly rule: string
  readonly reason: string
  readonly files: number
}

/** How a distribution or one of its files came into a release. */
export interface WhyIn {
  /** In its own spelling, with its version. */
  readonly distribution: string
  readonly version: string
  /** For a file: its path in the tarball, as source. */
  readonly path: string | undefined
  readonly rules: readonly WhyRule[]
  /** One way from the project to it, by names; the targets for which it is this one. */
  readonly chains: readonly { readonly names: readonly string[]; readonly targets: readonly string[] }[]
}

/**
 * Finds what a name means, how it came in and which rules let it ship: a distribution, else a file or a module.
 * @throws usage error `why-unknown`
 */
export function whyIn(judged: Judged, name: string): WhyIn {
  const { distributions } = judged.inventory
  const wanted = normalizeName(name)
  const found = distributions.filter(({ normalizedName }) => normalizedName === wanted)
  const [first] = found
  if (first !== undefined) {
    const chains = chainsTo(judged, found)
    return {
      distribution: first.name,
      version: first.version,
      path: undefined,
      rules: rulesOf(judged, found),
      chains,
    }
  }
  const { path, distribution, decision, others } = explained(judged, name)
  const owners = distributions.filter((each) => each.name === distribution)
  const decisions = [decision, ...others.filter((each) => each.path === path).map((each) => each.decision)]
  return {
    distribution,
    version: owners[0]?.version ?? '',
    path,
    rules: decisions.map(({ ship, rule, reason }) => ({ ship, rule, reason, files: 1 })),
    chains: chainsTo(judged, owners),
  }
}

function explained(judged: Judged, name: string): Explanation {
  try {
    return explain(judged, name)
  } catch (error) {
    const { distributions } = judged.inventory
    const near = nearest(
      name,
      distributions.map((each) => each.name),
    )
    const paths = distributions.flatMap(({ files }) => files.map((file) => file.path))
    const file = nearest(
      name,
      paths.map((path) => path.replace(/^lib\//, '')),
    )
    const close = [near, file].filter((each) => each !== undefined)
    const all = distributions.map((each) => each.name)
    throw usageError(
      'why-unknown',
      { name, nearest: close.length > 0 ? close : all.slice(0, 5) },
      { cause: error },
    )
  }
}

function rulesOf(judged: Judged, wanted: readonly Distribution[]): WhyRule[] {
  const ids = new Set(wanted.map(({ id }) => id))
  const rules = new Map<string, WhyRule & { paths: Set<string> }>()
  for (const contents of judged.inventory.targets) {
    for (const { distribution, file, decision } of targetFiles(judged, contents)) {
      if (!ids.has(distribution.id)) continue
      const { ship, rule, reason } = decision
      const key = JSON.stringify([ship, rule, reason])
      const known = rules.get(key) ?? { ship, rule, reason, files: 0, paths: new Set<string>() }
      known.paths.add(file.path)
      rules.set(key, known)
    }
  }
  return [...rules.values()].map(({ paths, ...rule }) => ({ ...rule, files: paths.size }))
}

/** The shortest chain in each target that contains the distribution; targets with the same chain share it. */
function chainsTo({ inventory }: Judged, wanted: readonly Distribution[]): WhyIn['chains'] {
  const ids = new Set(wanted.map(({ id }) => id))
  const goal = wanted[0]?.normalizedName ?? ''
  const names = new Map(inventory.distributions.map((each) => [each.normalizedName, each.name]))
  const chains = new Map<string, { names: readonly string[]; targets: string[] }>()
  for (const { target, distributions, requires } of inventory.targets) {
    if (!distributions.some((id) => ids.has(id))) continue
    const found = shortest(inventory.normalizedName, goal, requires ?? new Map()) ?? []
    const chain = found.map((each) => names.get(each) ?? each)
    const known = chains.get(chain.join('\0')) ?? { names: chain, targets: [] }
    known.targets.push(formatTarget(target))
    chains.set(chain.join('\0'), known)
  }
  return [...chains.values()]
}

function shortest(
  from: string,
  to: string,
  requires: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const before = new Map<string, string | undefined>([[from, undefined]])
  for (const name of before.keys()) {
    if (name === to) break
    for (const next of requires.get(name) ?? []) if (!before.has(next)) before.set(next, name)
  }
  if (!before.has(to)) return undefined
  const chain: string[] = []
  for (let name: string | undefined = to; name !== undefined; name = before.get(name)) chain.unshift(name)
  return chain
}
