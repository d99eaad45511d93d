import { createHash } from 'node:crypto'
import { foldedPath } from '@exuvia/files'
import {
  type Command,
  compareText,
  type Distribution,
  type PlacedCopy,
  type SharedPlace,
  type SourceFile,
} from '@exuvia/model'
import { openContent } from './content.ts'
import { scriptName } from './replaced-scripts.ts'

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

/**
 * Finds the commands that a launcher and scripts of several distributions would be: `bin/NAME` in each. Two files at
 * one path are a shared place already.
 * @param commands those that get a launcher
 */
export async function findSharedCommands(
  contents: readonly Distribution[],
  commands: readonly Command[],
  target: string,
): Promise<SharedPlace[]> {
  const entries = new Map(
    commands.flatMap((command) =>
      'module' in command.start ? [[foldedPath(command.name), command.distribution] as const] : [],
    ),
  )
  const scripts = contents.flatMap((owner) =>
    owner.files.flatMap((file) => {
      const name = scriptName(file)
      return name === undefined ? [] : [{ name, owner, file }]
    }),
  )
  const found: SharedPlace[] = []
  for (const [key, together] of Map.groupBy(scripts, ({ name }) => foldedPath(name))) {
    const entryOf = entries.get(key)
    const places = new Set(together.map(({ file }) => foldedPath(file.path)))
    const [first] = together
    if (first === undefined || (entryOf === undefined && places.size === 1)) continue
    const copies = await Promise.all(
      together.map(async ({ owner, file }) => ({
        distribution: owner.id,
        path: file.path,
        sha256: await digestOf(file),
      })),
    )
    found.push({ target, copies, command: { name: first.name, entryOf } })
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
