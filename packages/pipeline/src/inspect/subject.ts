import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { archiveKind } from '@exuvia/files'
import { usageError, nearest } from '@exuvia/model'
import { explainUnreadable, statFile } from '../release/folder.ts'
import type { RunContext } from '../context.ts'
import type { ArchiveSource } from './describe-archive.ts'
import { MAX_BYTECODE_BYTES } from './limits.ts'
import { type Member, archiveMembers, folderMembers, readMember } from './members.ts'

/** The subject of an inspection: one file's bytes, or an archive or folder. */
export type Subject =
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array }
  | (ArchiveSource & { readonly name: string })

/**
 * Detects the form of a path by its first bytes rather than its name, and picks one file from an archive.
 * @param member the path of a file inside; a single top folder may be omitted
 * @throws usage errors `no-such-file`, `no-member`, `not-an-archive`, `not-bytecode`, `too-large`
 */
export async function openSubject(
  given: string,
  member: string | undefined,
  context: RunContext,
): Promise<Subject> {
  const full = path.resolve(context.cwd, given)
  const { size, isFolder, isFile } = await statFile(full)
  // Opening a pipe would wait for a writer, and a device can be endless.
  if (!isFolder && !isFile) throw usageError('not-a-file', { file: given })
  const source = isFolder ? folderSource(full) : await archiveSource(full, size)
  if (source === undefined) {
    if (member !== undefined) {
      throw usageError('not-an-archive', { file: given, member })
    }
    return { kind: 'file', name: given, bytes: await readWhole(full, given, size) }
  }
  if (member === undefined) return { ...source, name: given }
  return { kind: 'file', name: `${given}: ${member}`, bytes: await pickMember(given, member, source) }
}

/** One side of a comparison: a single file is itself, whatever `member` names. */
export async function openSide(
  given: string,
  member: string | undefined,
  context: RunContext,
): Promise<Subject> {
  const whole = await openSubject(given, undefined, context)
  return whole.kind === 'file' || member === undefined ? whole : openSubject(given, member, context)
}

function folderSource(folder: string): ArchiveSource {
  return { kind: 'folder', packed: undefined, roughTimes: false, open: () => folderMembers(folder) }
}

/** Undefined if the file does not start like an archive. */
async function archiveSource(file: string, size: number): Promise<ArchiveSource | undefined> {
  const kind = await archiveKind(file).catch((error: unknown) => {
    throw explainUnreadable(error, file)
  })
  if (kind === undefined) return undefined
  return { kind: 'archive', packed: size, roughTimes: kind === 'zip', open: () => archiveMembers(file) }
}

async function readWhole(full: string, given: string, size: number): Promise<Uint8Array> {
  if (size === 0)
    throw usageError('not-bytecode', { reason: 'the file is empty' }, { subject: { path: given } })
  if (size > MAX_BYTECODE_BYTES) throw tooLarge(given, size)
  return checkForm(await readFile(full), given)
}

function tooLarge(name: string, size: number) {
  return usageError('too-large', { file: name, size, limit: MAX_BYTECODE_BYTES })
}

/** Accepts bytes that start like bytecode; the error for anything else says what it seems to be. */
function checkForm(bytes: Uint8Array, name: string): Uint8Array {
  if (looksLikeMpy(bytes) || (bytes[2] === 0x0d && bytes[3] === 0x0a) || bytes.length < 4) return bytes
  const start = bytes.subarray(0, 1024)
  const isText = start.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)
  const reason = isText
    ? `it is text${name.endsWith('.py') ? '; compile it first: exuvia compile' : ''}`
    : 'its first bytes are of no known format'
  throw usageError('not-bytecode', { reason }, { subject: { path: name } })
}

/** `M` and a version; a .pyc has `\r\n` after its magic number. */
export function looksLikeMpy(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x4d &&
    bytes.length >= 4 &&
    !(bytes[2] === 0x0d && bytes[3] === 0x0a) &&
    (bytes[1] ?? 0) < 0x20
  )
}

async function pickMember(given: string, member: string, source: ArchiveSource): Promise<Uint8Array> {
  const wanted = member.replace(/^(?:\.\/)+/, '')
  const names: string[] = []
  let below: string | undefined
  for await (const each of source.open()) {
    const inside = each.path.slice(each.path.indexOf('/') + 1)
    // Read before the archive is closed, which leaving the loop does.
    if (each.path === wanted) return await readPicked(each, given)
    if (inside === wanted) below ??= each.path
    if (names.length < 10_000) names.push(each.path)
  }
  if (below !== undefined) {
    for await (const each of source.open()) if (each.path === below) return await readPicked(each, given)
  }
  const close =
    nearest(wanted, names) ??
    nearest(
      wanted,
      names.map((name) => name.slice(name.indexOf('/') + 1)),
    )
  throw usageError('no-member', {
    file: given,
    member,
    advice:
      close === undefined ? `"exuvia inspect ${given} --json" lists all members` : `did you mean ${close}?`,
  })
}

async function readPicked(member: Member, given: string): Promise<Uint8Array> {
  const name = `${given}: ${member.path}`
  if (member.isLink)
    throw usageError(
      'not-bytecode',
      { reason: 'it is a link; name the file that it links to' },
      { subject: { path: name } },
    )
  if (member.size === 0)
    throw usageError('not-bytecode', { reason: 'the file is empty' }, { subject: { path: name } })
  const bytes = await readMember(member, MAX_BYTECODE_BYTES)
  if (bytes === undefined) throw tooLarge(name, member.size)
  return checkForm(bytes, name)
}
