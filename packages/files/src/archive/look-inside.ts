import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type ContentFacts, ExuviaError, type NestedContent } from '@exuvia/model'
import { PackedError } from '../packed/packed-error.ts'
import { type PackedKind, isPackedKind, unpackFile } from '../packed/unpack-file.ts'
import { describeNative, hasNativeHead } from '../native/describe-native.ts'
import { type ArchiveKind, archiveKind, isReadableKind, kindOfBytes, kindOfHead } from './archive-kind.ts'
import { beginContent } from './begin-content.ts'
import { HEAD_BYTES, isPythonScript, isSourceName, mayBeArchive } from './content-head.ts'
import { type InnerBudget, countInner, innerBudget } from './inner-budget.ts'
import { type OpenInner, below, withSink } from './inner-files.ts'
import { READ_LIMITS, kindLimits, readBudget } from './limits.ts'
import { readArchive } from './read-archive.ts'

/** Archives in archives: a wheel in a wheel in a tarball is real; more is a puzzle. */
const MAX_DEPTH = 4
/** Examples in a message. */
const MAX_SOURCES = 3

/** Bytes; a file of this size is held in memory. */
const SMALL = 256 * 1024

/** Bytes; a larger file inside an archive is not unpacked again. */
const MAX_COPY = 1024 ** 3

/**
 * Describes a file by its content, whatever its name: a Python script, an archive with the Python source in it,
 * or machine code. It reads the content to its end.
 * @param name its path, for a file that is compressed alone (`tool.py.gz`) and for modules of Python
 * @param budget shared by all contents of one file
 * @param open gets every file of the archives inside; without it, some files are passed over
 * @throws the errors of `content`; system errors
 */
export async function describeContent(
  name: string,
  content: AsyncIterable<Uint8Array>,
  budget: InnerBudget = innerBudget(0),
  open?: OpenInner,
): Promise<ContentFacts> {
  const counter = countInner(budget)
  const facts = await describeAt(name, content, { budget: counter, open }, 1)
  return facts.inside === undefined ? facts : { ...facts, inner: counter.size() }
}

/** What a look inside shares at every depth. */
interface Look {
  readonly budget: InnerBudget
  readonly open: OpenInner | undefined
}

async function describeAt(
  name: string,
  content: AsyncIterable<Uint8Array>,
  look: Look,
  depth: number,
): Promise<Omit<ContentFacts, 'inner'>> {
  const { budget } = look
  const read = beginContent(depth === 1 ? content : counted(content, budget))
  await read.begin(HEAD_BYTES)
  const head = read.start(HEAD_BYTES)
  const start = Uint8Array.from(head.subarray(0, 16))
  if (!mayBeArchive(head) && !hasNativeHead(head)) {
    await read.finish()
    return { script: false, start }
  }
  // Nothing more is copied once the budget is spent.
  const spent = mayBeArchive(head) ? spentBudget(budget) : undefined
  if (spent !== undefined && !hasNativeHead(head)) {
    await read.finish()
    return { script: false, start, inside: { sources: [], unread: spent } }
  }
  const small = (await read.begin(SMALL)) ? read.start() : undefined
  // Most files with a `#!` line are scripts and nothing else.
  if (small !== undefined && !hasNativeHead(head) && kindOfBytes(small) === undefined)
    return { script: isPythonScript(head), start }
  if (small !== undefined && !mayBeArchive(head)) {
    const native = await describeNative(small, name, head)
    return { script: false, start, ...(native === undefined ? {} : { native }) }
  }
  return withCopy(small ?? read.whole(), async (copy) => {
    const inside = !mayBeArchive(head)
      ? undefined
      : copy === undefined
        ? { sources: [], unread: `larger than ${MAX_COPY} bytes` }
        : await lookInside(
            { file: copy, kind: small === undefined ? await archiveKind(copy) : kindOfBytes(small) },
            name,
            look,
            depth,
          )
    const native = copy === undefined ? undefined : await describeNative(copy, name, head)
    return {
      script: inside === undefined && isPythonScript(head),
      start,
      ...(inside === undefined ? {} : { inside }),
      ...(native === undefined ? {} : { native }),
    }
  })
}

/** Lists the Python source in an archive on disk, in archives in it too; undefined if it is not an archive. */
async function lookInside(
  { file, kind }: { readonly file: string; readonly kind: ArchiveKind },
  name: string,
  look: Look,
  depth: number,
): Promise<NestedContent | undefined> {
  if (kind === undefined) return undefined
  if (!isReadableKind(kind)) return { sources: [], unread: `Exuvia does not read ${kind} files` }
  if (depth > MAX_DEPTH) return { sources: [], unread: `more than ${MAX_DEPTH} archives in one another` }
  try {
    look.budget.addArchive()
    if (isPackedKind(kind) && !(await isPackedTar(file, name, kind)))
      return await lookInsidePacked(file, name, kind, look, depth)
    return await lookInsideArchive(file, look, depth)
  } catch (error) {
    if (error instanceof PackedError) return { sources: [], unread: error.message }
    if (error instanceof ExuviaError && error.kind !== 'outside')
      return { sources: [], unread: reasonOf(error) }
    throw error
  }
}

async function lookInsideArchive(file: string, look: Look, depth: number): Promise<NestedContent> {
  const { budget, open } = look
  const sources: string[] = []
  const addSource = (source: string): void => {
    if (sources.length < MAX_SOURCES) sources.push(source)
  }
  let unread: string | undefined
  for await (const entry of readArchive(file, { copies: Number.POSITIVE_INFINITY })) {
    if (entry.type !== 'file') continue
    const content = withSink(entry.content, open?.(entry.path, entry.size))
    if (isSourceName(entry.path)) {
      addSource(entry.path)
      // Without a sink its content is passed over, which takes as long as reading it.
      budget.add(entry.size)
      if (open !== undefined) for await (const _piece of content);
      continue
    }
    const inner = { budget, open: below(open, entry.path) }
    const facts = await describeAt(entry.path, content, inner, depth + 1)
    if (facts.script) addSource(entry.path)
    for (const each of facts.inside?.sources ?? []) addSource(`${entry.path}!${each}`)
    if (facts.inside?.unread !== undefined) unread ??= `${entry.path}: ${facts.inside.unread}`
    if (sources.length >= MAX_SOURCES && open === undefined) break
  }
  return { sources, ...(unread === undefined ? {} : { unread }) }
}

/** One compressed file: data such as JSON, or source. */
async function lookInsidePacked(
  file: string,
  name: string,
  kind: PackedKind,
  { budget, open }: Look,
  depth: number,
): Promise<NestedContent> {
  const inner = name.replace(/\.(?:gz|xz|bz2|zst)$/i, '')
  const base = path.posix.basename(inner)
  const isSource = inner !== name && isSourceName(inner)
  if (isSource && open === undefined) return { sources: [base] }
  const content = withSink(boundedContent(file, kind), open?.(base, undefined))
  const { script, inside } = await describeAt(inner, content, { budget, open: below(open, base) }, depth + 1)
  return script || isSource ? { sources: [base] } : (inside ?? { sources: [] })
}

/** @throws PackedError; refusals `archive-too-large`, `archive-bomb` */
async function* boundedContent(file: string, kind: PackedKind): AsyncGenerator<Uint8Array> {
  const { bytes, packed } = unpackFile(file, kind)
  const budget = readBudget(file, kindLimits(kind, READ_LIMITS))
  for await (const piece of bytes) {
    budget.addBytes(piece.length, packed())
    yield piece
  }
}

async function isPackedTar(file: string, name: string, kind: PackedKind): Promise<boolean> {
  if (/\.(?:tar\.(?:gz|xz|bz2|zst)|tgz|txz|tbz2?|tzst)$/i.test(name)) return true
  return kindOfHead(await headOf(unpackFile(file, kind).bytes)) === 'tar'
}

async function headOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of content) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= HEAD_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES)
}

/** Archives are read in any order, so content from a stream goes to a temporary file; undefined if it is too large. */
async function withCopy<T>(
  content: AsyncIterable<Uint8Array> | Buffer,
  work: (file: string | undefined) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia-inside-'))
  try {
    const file = path.join(folder, 'content')
    if (Buffer.isBuffer(content)) {
      // Each step that waits costs more than a small file does.
      writeFileSync(file, content, { flag: 'wx', mode: 0o600 })
      return await work(file)
    }
    let size = 0
    const bounded = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of content) {
        size += chunk.length
        if (size <= MAX_COPY) yield chunk
      }
    }
    await pipeline(bounded(), createWriteStream(file, { flags: 'wx', mode: 0o600 }))
    return await work(size > MAX_COPY ? undefined : file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function* counted(content: AsyncIterable<Uint8Array>, budget: InnerBudget): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    budget.add(chunk.length)
    yield chunk
  }
}

/** Why nothing more may be unpacked; undefined while something may. */
function spentBudget(budget: InnerBudget): string | undefined {
  try {
    budget.add(0)
    return undefined
  } catch (error) {
    if (error instanceof ExuviaError) return reasonOf(error)
    throw error
  }
}

/** Names the problem without the temporary file. */
function reasonOf(error: ExuviaError): string {
  const reason = error.args['reason']
  return typeof reason === 'string' ? reason : error.code
}
