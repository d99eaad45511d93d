import { createHash } from 'node:crypto'
import { foldedPath } from '@exuvia/files'
import {
  compareText,
  type Distribution,
  type PlacedCopy,
  type SharedPlace,
  type SourceFile,
} from '@exuvia/model'
import { openContent } from './content.ts'

/**
 * Finds the places that several distributions of a target fill, on any file system, unless all bytes and names are
 * equal. Whether it matters is for the policy, which may leave files out.
 */
export async function findSharedPlaces(
  contents: readonly Distribution[],
  target: string,
): Promise<SharedPlace[]> {
  const files = contents.flatMap((owner) => owner.files.map((file) => ({ owner, file })))
  const places = [...Map.groupBy(files, ({ file }) => foldedPath(file.path))]
    .filter(([, together]) => together.length > 1)
    .sort(([a], [b]) => compareText(a, b))
  const found: SharedPlace[] = []
  for (const [, together] of places) {
    const copies: PlacedCopy[] = []
    for (const { owner, file } of together) {
      copies.push({ distribution: owner.id, path: file.path, sha256: await digestOf(file) })
    }
    const [first] = copies
    if (copies.some(({ path, sha256 }) => path !== first?.path || sha256 !== first.sha256)) {
      found.push({ target, copies })
    }
  }
  return found
}

/** The targets share the files of a pure wheel. */
const digests = new WeakMap<SourceFile, Promise<string>>()

function digestOf(file: SourceFile): Promise<string> {
  const digest = digests.get(file) ?? hashFile(file)
  digests.set(file, digest)
  return digest
}

async function hashFile(file: SourceFile): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of openContent(file.content)) hash.update(piece)
  return hash.digest('hex')
}
