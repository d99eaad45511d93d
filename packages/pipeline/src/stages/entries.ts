import { createHash } from 'node:crypto'
import { measureKinds } from '@exuvia/bytecode'
import {
  type BytecodeKinds,
  type Content,
  type DecisionKind,
  type LeakFacts,
  NO_LEAKS,
  type SourceFile,
  type StoredCode,
  messageOf,
  refusal,
} from '@exuvia/model'
import { openContent } from '@exuvia/project'
import { scanBytes } from '../leaks/scan-file.ts'

/** One file of an artifact before packing: the source of its bytes, and its data for the manifest. */
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
  /** The same in every run for entries with the same bytes; absent where only the bytes themselves tell. */
  readonly identity?: string
  /** Lower-case hex, if it is known before the entry is read. */
  readonly sha256?: string
}

/** The facts about an entry's bytes, from one read. */
export interface EntryFacts {
  /** Lower-case hex. */
  readonly sha256: string
  /** For bytecode: its bytes by kind. */
  readonly kinds?: BytecodeKinds
  /** For bytecode: what it would hand out; absent if nothing. The inventory's own files were scanned before. */
  readonly leaks?: LeakFacts
}

/** An entry that was read. */
export type HashedEntry = PlannedEntry & EntryFacts

/** Known facts by content key, pending reads included, so that no content is read twice. */
export type KnownFacts = Map<string, Promise<EntryFacts>>

/** An entry with an unchanged file of the inventory. */
export function fileEntry(file: SourceFile, path: string = file.path): PlannedEntry {
  return {
    path,
    mode: file.executable ? 0o755 : 0o644,
    size: file.size,
    open: () => openContent(file.content),
    ...(file.content.kind === 'memory'
      ? { sha256: digestOf(file.content.bytes) }
      : { contentKey: contentKey(file.content), ...identityOf(file.content) }),
  }
}

function identityOf(content: Content): Pick<PlannedEntry, 'identity'> {
  if (content.kind !== 'zip' || content.digest === undefined) return {}
  return { identity: `zip ${content.digest} ${content.entry}` }
}

/** An entry with a text that Exuvia writes. */
export function textEntry(
  path: string,
  text: string,
  mode: 0o644 | 0o755 = 0o644,
): PlannedEntry & { readonly sha256: string } {
  return bytesEntry(path, Buffer.from(text, 'utf8'), mode)
}

/** An entry with bytes that Exuvia makes. */
export function bytesEntry(
  path: string,
  bytes: Uint8Array,
  mode: 0o644 | 0o755 = 0o644,
): PlannedEntry & { readonly sha256: string } {
  return { path, mode, size: bytes.length, open: () => once(bytes), sha256: digestOf(bytes) }
}

/** An entry with a `.pyc`: a header, then the code from the cache. */
export function bytecodeEntry(path: string, header: Uint8Array, code: StoredCode): PlannedEntry {
  const key = `pyc ${Buffer.from(header).toString('hex')} ${code.sha256}`
  return {
    path,
    mode: 0o644,
    size: header.length + code.size,
    open: async function* () {
      yield header
      yield code.read()
    },
    contentKey: key,
    identity: key,
  }
}

/**
 * Finds each entry's SHA-256, its bytecode by kind and what that hands out, in one read. Entries of several
 * targets with the same bytes share one read, through `known`.
 * @throws refusal `bytecode-broken`
 */
export async function hashEntries(
  entries: readonly PlannedEntry[],
  known: KnownFacts,
  signal: AbortSignal,
): Promise<HashedEntry[]> {
  const hashed: HashedEntry[] = []
  for (const entry of entries) {
    signal.throwIfAborted()
    hashed.push({ ...entry, ...(await factsOf(entry, known)) })
  }
  return hashed
}

function factsOf(entry: PlannedEntry, known: KnownFacts): EntryFacts | Promise<EntryFacts> {
  const { sha256, contentKey: key } = entry
  if (sha256 !== undefined) return { sha256 }
  if (key === undefined) return readFacts(entry)
  const facts = known.get(key) ?? readFacts(entry)
  known.set(key, facts)
  return facts
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
  if (!isBytecode) return { sha256 }
  const bytes = Buffer.concat(chunks)
  const leaks = scanBytes(entry.path, bytes)
  return { sha256, kinds: kindsOf(entry, bytes), ...(leaks === NO_LEAKS ? {} : { leaks }) }
}

function kindsOf(entry: PlannedEntry, bytes: Uint8Array): BytecodeKinds {
  try {
    return measureKinds(bytes)
  } catch (error) {
    throw refusal('bytecode-broken', { path: entry.path, reason: messageOf(error) }, { cause: error })
  }
}

/** Finds the bytes of a content. */
export function contentKey(content: Exclude<Content, { kind: 'memory' }>): string {
  return content.kind === 'disk' ? `disk ${content.path}` : `zip ${content.archive} ${content.entry}`
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
