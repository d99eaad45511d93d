import { type Decisions, type Finding, type Inventory, compareText, finding } from '@exuvia/model'
import { decisionAt } from './decisions.ts'
import { targetSubject } from './variants.ts'

/** Two parties that put different files into the same places. */
interface Clash {
  readonly first: string
  readonly second: string
  readonly paths: Set<string>
  readonly targets: Set<string>
}

/** Two distributions of which a launcher or script would be one file in `bin/`. */
interface CommandClash {
  readonly command: string
  readonly first: string
  readonly second: string
}

/** Paths that a message lists. */
const MOST_PATHS = 5

/**
 * Reports places that two distributions fill with different bytes, if both files ship. A rule that leaves one of
 * them out settles it, also where one is a script and the other an entry point of the same name. The places of two
 * distributions are one finding.
 */
export function judgePlaces(inventory: Inventory, decisions: Decisions): Finding[] {
  const names = new Map(inventory.distributions.map(({ id, name }) => [id, name]))
  const clashes = new Map<string, Clash>()
  const commands = new Map<string, { readonly args: CommandClash; readonly targets: Set<string> }>()
  for (const place of inventory.shared) {
    const shipped = place.copies.filter(
      ({ distribution, path }) => decisionAt(decisions, distribution, place.target, path)?.ship !== 'exclude',
    )
    if (place.command !== undefined) {
      const { name, entryOf } = place.command
      const owners = [entryOf, ...shipped.map(({ distribution }) => distribution)].filter(
        (id) => id !== undefined,
      )
      const [one, other] = owners
      if (one === undefined || other === undefined) continue
      const args = { command: name, first: names.get(one) ?? '', second: names.get(other) ?? '' }
      const key = JSON.stringify(args)
      const known = commands.get(key) ?? { args, targets: new Set() }
      commands.set(key, known)
      known.targets.add(place.target)
      continue
    }
    const [first] = shipped
    const second = shipped.find((copy) => copy.path !== first?.path || copy.sha256 !== first.sha256)
    if (first === undefined || second === undefined) continue
    const parties = {
      first: names.get(first.distribution) ?? '',
      second: names.get(second.distribution) ?? '',
    }
    const key = JSON.stringify(parties)
    const clash = clashes.get(key) ?? { ...parties, paths: new Set(), targets: new Set() }
    clashes.set(key, clash)
    clash.paths.add(second.path)
    clash.targets.add(place.target)
  }
  const collided = [...commands.values()].map(({ args, targets }) =>
    finding('command-collision', 'error', targetSubject([...targets]), { ...args }),
  )
  return [...[...clashes.values()].map(clashFinding), ...collided]
}

function clashFinding({ first, second, paths, targets }: Clash): Finding {
  const all = [...paths].sort(compareText)
  const [path] = all
  const more = all.length - MOST_PATHS
  const shown = more > 0 ? [...all.slice(0, MOST_PATHS), `${more} more`] : all
  const place = all.length === 1 && path !== undefined ? { path } : {}
  const args = { paths: shown, first, second, glob: globOf(all) }
  return finding('path-collision', 'error', { ...place, ...targetSubject([...targets]) }, args)
}

/** A glob of these files and no others; only in folders that no program imports, of all files. */
function globOf(paths: readonly string[]): string {
  const below = paths.map((path) => path.replace(/^lib\//, ''))
  const [first = ''] = below
  const top = first.slice(0, first.indexOf('/') + 1)
  if (ASIDE.test(top) && below.every((path) => path.startsWith(top))) return `${top}**`
  return below.length === 1 ? first : `{${below.join(',')}}`
}

/** Folders that wheels bring by mistake. */
const ASIDE = /^(?:tests?|docs?|examples?|benchmarks?)\/$/
