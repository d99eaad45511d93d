import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { measureKinds } from '@exuvia/bytecode'
import { type BytecodeKinds, type DecisionKind, type SourceFile, messageOf, refusal } from '@exuvia/model'
import { openContent } from '@exuvia/project'

/** One file of an artifact before it is packed: where its bytes come from and what the manifest says of it. */
export interface PlannedEntry {
  /** Below the tarball's folder. */
  readonly path: string
  readonly mode: 0o644 | 0o755
  /** Bytes. */
  readonly size: number
  readonly open: () => AsyncIterable<Uint8Array>
  readonly ship?: DecisionKind
  readonly distribution?: string
  /** For bytecode: bytes of its source. */
  readonly sourceSize?: number
  /** The same for entries with the same bytes, so that they are hashed once. */
  readonly contentKey?: string
}

/** What reading an entry once tells of its bytes. */
export interface EntryFacts {
  /** Lower-case hex. */
  readonly sha256: string
  /** For bytecode: what its bytes are. */
  readonly kinds?: BytecodeKinds
}

/** An entry that was read. */
export type HashedEntry = PlannedEntry & EntryFacts

/** An entry with a file of the inventory as it is. */
export function fileEntry(file: SourceFile, path: string = file.path): PlannedEntry {
  return {
    path,
    mode: file.executable ? 0o755 : 0o644,
    size: file.size,
    open: () => openContent(file.content),
    contentKey: contentKey(file),
  }
}

/** An entry with a text that Exuvia writes. */
export function textEntry(path: string, text: string, mode: 0o644 | 0o755 = 0o644): PlannedEntry {
  const bytes = Buffer.from(text, 'utf8')
  return { path, mode, size: bytes.length, open: () => once(bytes) }
}

/** An entry with a `.pyc`: a header, then the code from the cache. */
export function bytecodeEntry(
  path: string,
  header: Uint8Array,
  code: { readonly path: string; readonly size: number },
): PlannedEntry {
  return {
    path,
    mode: 0o644,
    size: header.length + code.size,
    open: async function* () {
      yield header
      yield* createReadStream(code.path)
    },
    contentKey: `pyc ${Buffer.from(header).toString('hex')} ${code.path}`,
  }
}

/**
 * Finds each entry's SHA-256, and what bytecode is made of, by reading it once; entries of
 * several targets that share their bytes are read once for all of them, through `known`.
 * @throws refusal `bytecode-broken`
 */
export async function hashEntries(
  entries: readonly PlannedEntry[],
  known: Map<string, EntryFacts>,
  signal: AbortSignal,
): Promise<HashedEntry[]> {
  const hashed: HashedEntry[] = []
  for (const entry of entries) {
    signal.throwIfAborted()
    const key = entry.contentKey
    const facts = (key === undefined ? undefined : known.get(key)) ?? (await readFacts(entry))
    if (key !== undefined) known.set(key, facts)
    hashed.push({ ...entry, ...facts })
  }
  return hashed
}

async function readFacts(entry: PlannedEntry): Promise<EntryFacts> {
  const digest = createHash('sha256')
  const chunks: Uint8Array[] = []
  const isBytecode = entry.sourceSize !== undefined
  for await (const chunk of entry.open()) {
    digest.update(chunk)
    if (isBytecode) chunks.push(chunk)
  }
  const sha256 = digest.digest('hex')
  return isBytecode ? { sha256, kinds: kindsOf(entry, Buffer.concat(chunks)) } : { sha256 }
}

function kindsOf(entry: PlannedEntry, bytes: Uint8Array): BytecodeKinds {
  try {
    return measureKinds(bytes)
  } catch (error) {
    throw refusal('bytecode-broken', `the bytecode for ${entry.path} is broken: ${messageOf(error)}`, {
      cause: error,
      hint: 'build again with --no-cache; if it stays, the compiler writes what its Python would not load',
    })
  }
}

function contentKey(file: SourceFile): string {
  const { content } = file
  if (content.kind === 'disk') return `disk ${content.path}`
  if (content.kind === 'zip') return `zip ${content.archive} ${content.entry}`
  return `memory ${createHash('sha256').update(content.bytes).digest('hex')}`
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
