import type { Twin, TwinOptions } from '@exuvia/github-twin'
import type { PublishOptions } from '../src/index.ts'
import { REPO, type Setting } from './setting.ts'

/**
 * What is special about the repository, beside faults.
 * - `workflows`: the token may not change workflows, and those of the release's commit differ from the default
 *   branch's. GitHub refuses each request that names the commit.
 * - `drafts`: a person makes drafts for the same tag, as GitHub permits.
 */
export type Surroundings = 'plain' | 'workflows' | 'drafts'

const COMMIT = '7'.repeat(40)
const BY_HAND = 'by hand'

/** The server for these surroundings; its tag is there where the scenario makes none. */
export function serverFor(around: Surroundings, { tag = 'v1.0.0' }: Partial<PublishOptions>): TwinOptions {
  if (around !== 'workflows') return {}
  return {
    tokens: [{ token: 'ghs_actions' }],
    repositories: [{ name: REPO, tags: tag === 'v1.0.0' ? { [tag]: COMMIT } : {} }],
  }
}

/** The options of a run in them: where workflows differ, a run names its commit. */
export function optionsIn(around: Surroundings, options: Partial<PublishOptions>): Partial<PublishOptions> {
  return around === 'workflows' ? { commit: COMMIT, ...options } : options
}

/** Brings them about where a scenario begins. */
export function surround(
  around: Surroundings,
  { twin }: Setting,
  { tag = 'v1.0.0' }: Partial<PublishOptions>,
): void {
  const before = twin.tags(REPO).get(tag)
  if (around === 'workflows' && before !== undefined) twin.setWorkflowCommits(REPO, [before])
  if (around !== 'drafts') return
  if (twin.releases(REPO).length > 0) {
    for (let each = 0; each < 2; each += 1) twin.draft(REPO, tag, BY_HAND)
    return
  }
  // Two drafts of a person before the first run are ambiguous, and refused: here one comes during the run.
  twin.faults.add({
    when: { operation: 'repos/create-release' },
    fault: { kind: 'call', at: 'after', run: () => twin.draft(REPO, tag, BY_HAND) },
  })
}

/** The twin without the drafts that a person made and that no run used. */
export function withoutForeign(twin: Twin): Pick<Twin, 'releases'> {
  return {
    releases: (repository) =>
      twin.releases(repository).filter(({ draft, name }) => !draft || name !== BY_HAND),
  }
}

/** What is wrong with a person's drafts: all must be there, without files. A first run may use the one. */
export function wrongForeign(around: Surroundings, twin: Twin, made: number): string[] {
  if (around !== 'drafts') return []
  const own = twin.releases(REPO).filter(({ name }) => name === BY_HAND)
  const drafts = own.filter(({ draft }) => draft)
  const touched = drafts.filter(({ assets }) => assets.length > 0).map(({ id }) => `files on the draft ${id}`)
  return own.length < made ? [...touched, `${made - own.length} drafts of a person are gone`] : touched
}

/** A person's drafts at this moment. */
export function foreignDrafts(twin: Twin): number {
  return twin.releases(REPO).filter(({ name }) => name === BY_HAND).length
}
