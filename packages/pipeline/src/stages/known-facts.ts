import { type Compiled, refusal } from '@exuvia/model'
import { type EntryFacts, type KnownFacts, contentKey } from './entries.ts'
import { distributionById } from './target-files.ts'

/**
 * Returns the digests of sources from their compilation: a source that also ships is not hashed again, and
 * has the very bytes that its bytecode was made from.
 * @throws refusal `changed-while-packing` if two compilers saw different bytes
 */
export function sourceFacts({ plan, units }: Compiled): KnownFacts {
  const known = new Map<string, EntryFacts>()
  const files = new Map<string, ReadonlyMap<string, string>>()
  for (const { unit, sourceSha256: sha256 } of units) {
    const { distribution: id, path } = unit
    const keys = files.get(id) ?? contentKeys(distributionById(plan.checked, id).files)
    files.set(id, keys)
    const key = keys.get(path)
    if (key === undefined) continue
    if ((known.get(key)?.sha256 ?? sha256) !== sha256) {
      throw refusal('changed-while-compiling', { path })
    }
    known.set(key, { sha256 })
  }
  return new Map([...known].map(([key, facts]) => [key, Promise.resolve(facts)]))
}

function contentKeys(
  files: Compiled['plan']['checked']['inventory']['distributions'][number]['files'],
): ReadonlyMap<string, string> {
  return new Map(
    files.flatMap(({ path, content }) =>
      content.kind === 'memory' ? [] : [[path, contentKey(content)] as const],
    ),
  )
}

/** Digests by content key. */
export async function digestsOf(known: KnownFacts): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>()
  for (const [key, facts] of known) digests.set(key, (await facts).sha256)
  return digests
}

/** Known facts from digests; hashing adds the unknown ones. */
export function knownFrom(digests: ReadonlyMap<string, string>): KnownFacts {
  return new Map([...digests].map(([key, sha256]) => [key, Promise.resolve({ sha256 })]))
}
