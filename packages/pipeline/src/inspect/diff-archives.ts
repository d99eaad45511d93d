import { createHash } from 'node:crypto'
import { type Difference, diffMpy, diffPyc } from '@exuvia/bytecode'
import { ExuviaError, compareText } from '@exuvia/model'
import { type RunContext, throwIfStopped } from '../context.ts'
import type { ArchiveSource } from './describe-archive.ts'
import { type MemberForm, formOf } from './describe-member.ts'
import { MAX_BYTECODE_BYTES } from './limits.ts'
import { readMember } from './members.ts'

/** A file that is in both archives and differs. */
export interface ChangedMember {
  readonly path: string
  readonly form: MemberForm
  /** Bytes. */
  readonly before: number
  readonly after: number
  /** The content is the same, but the executable bit or link target differs. */
  readonly modeOnly: boolean
  /** For bytecode that is valid on both sides: at most 100 differences. */
  readonly differences: readonly Difference[] | undefined
  readonly untold: number
  /** The reason for missing differences. */
  readonly problem: string | undefined
}

/** Differences between two archives or folders, by path. */
export interface ArchiveDifference {
  readonly added: readonly { readonly path: string; readonly size: number }[]
  readonly removed: readonly { readonly path: string; readonly size: number }[]
  readonly changed: readonly ChangedMember[]
  /** Number of identical files. */
  readonly unchanged: number
}

/** Maximum differences for one file of an archive; `--member` shows all. */
const MOST_DIFFERENCES = 100
/** Maximum bytes of changed bytecode in memory, for each archive. */
const BATCH = 64 * 1024 * 1024

interface Print {
  readonly path: string
  readonly form: MemberForm
  readonly size: number
  readonly sha256: string
  /** Link target and executable bit. */
  readonly mode: string
}

/**
 * Compares two archives or folders by path. If each has a single top folder with a different
 * name (`app-1.0`, `app-1.1`), compares the paths below.
 */
export async function diffArchives(
  a: ArchiveSource,
  b: ArchiveSource,
  context: RunContext,
): Promise<ArchiveDifference> {
  const before = await fingerprints(a, context)
  const after = await fingerprints(b, context)
  const [top, otherTop] = [topOf(before), topOf(after)]
  const strip = top !== otherTop && top !== undefined && otherTop !== undefined
  const [earlier, later] = [byPath(before, strip ? top : ''), byPath(after, strip ? otherTop : '')]

  const pairs: Pair[] = []
  let unchanged = 0
  for (const [path, was] of earlier) {
    const is = later.get(path)
    if (is === undefined) continue
    if (was.sha256 === is.sha256 && was.mode === is.mode) unchanged += 1
    else pairs.push({ path, was, is })
  }
  const sorted = pairs.sort((x, y) => compareText(x.path, y.path))
  const differences = await diffBytecode(sorted, [a, b], context)
  return {
    added: onlyIn(later, earlier),
    removed: onlyIn(earlier, later),
    changed: sorted.map(({ path, was, is }) => ({
      path,
      form: is.form,
      before: was.size,
      after: is.size,
      modeOnly: was.sha256 === is.sha256,
      ...(differences.get(path) ?? { differences: undefined, untold: 0, problem: undefined }),
    })),
    unchanged,
  }
}

interface Pair {
  readonly path: string
  readonly was: Print
  readonly is: Print
}

async function fingerprints(source: ArchiveSource, context: RunContext): Promise<Print[]> {
  const prints: Print[] = []
  for await (const member of source.open()) {
    throwIfStopped(context)
    const digest = createHash('sha256')
    for await (const chunk of member.content) digest.update(chunk)
    prints.push({
      path: member.path,
      form: member.isLink ? 'link' : formOf(member.path),
      size: member.size,
      sha256: digest.digest('hex'),
      mode: `${member.executable ? 'x' : ''} ${member.link ?? ''}`,
    })
  }
  return prints
}

/** The folder that everything is in, with its slash. */
function topOf(prints: readonly Print[]): string | undefined {
  const tops = new Set(prints.map(({ path }) => /^[^/]+\//.exec(path)?.[0]))
  return tops.size === 1 ? [...tops][0] : undefined
}

function byPath(prints: readonly Print[], top: string): Map<string, Print> {
  return new Map(prints.map((print) => [print.path.slice(top.length), print]))
}

function onlyIn(here: ReadonlyMap<string, Print>, there: ReadonlyMap<string, Print>) {
  return [...here]
    .filter(([path]) => !there.has(path))
    .map(([path, { size }]) => ({ path, size }))
    .sort((a, b) => compareText(a.path, b.path))
}

type Told = Pick<ChangedMember, 'differences' | 'untold' | 'problem'>

/** Bytecode that changed, read again in batches, so that memory stays bounded whatever changed. */
async function diffBytecode(
  pairs: readonly Pair[],
  [a, b]: readonly [ArchiveSource, ArchiveSource],
  context: RunContext,
): Promise<Map<string, Told>> {
  const told = new Map<string, Told>()
  for (const batch of batches(pairs, told)) {
    throwIfStopped(context)
    const before = await readAll(
      a,
      batch.map(({ was }) => was.path),
    )
    const after = await readAll(
      b,
      batch.map(({ is }) => is.path),
    )
    for (const { path, was, is } of batch) {
      const [first, second] = [before.get(was.path), after.get(is.path)]
      if (first !== undefined && second !== undefined) told.set(path, diffFiles(is.form, first, second))
    }
  }
  return told
}

function* batches(pairs: readonly Pair[], told: Map<string, Told>): Generator<Pair[]> {
  let batch: Pair[] = []
  let size = 0
  for (const pair of pairs) {
    const { path, was, is } = pair
    const form = was.form === is.form ? is.form : 'other'
    if ((form !== 'pyc' && form !== 'mpy') || was.sha256 === is.sha256) continue
    const larger = Math.max(was.size, is.size)
    if (larger > MAX_BYTECODE_BYTES) {
      const problem = `files above ${MAX_BYTECODE_BYTES} bytes are not parsed`
      told.set(path, { differences: undefined, untold: 0, problem })
      continue
    }
    if (size + larger > BATCH) {
      yield batch
      batch = []
      size = 0
    }
    batch.push(pair)
    size += larger
  }
  if (batch.length > 0) yield batch
}

async function readAll(source: ArchiveSource, paths: readonly string[]): Promise<Map<string, Uint8Array>> {
  const wanted = new Set(paths)
  const found = new Map<string, Uint8Array>()
  for await (const member of source.open()) {
    if (!wanted.has(member.path)) continue
    const bytes = await readMember(member, MAX_BYTECODE_BYTES)
    if (bytes !== undefined) found.set(member.path, bytes)
    if (found.size === wanted.size) break
  }
  return found
}

function diffFiles(form: MemberForm, a: Uint8Array, b: Uint8Array): Told {
  try {
    const all = form === 'mpy' ? diffMpy(a, b) : diffPyc(a, b)
    return {
      differences: all.slice(0, MOST_DIFFERENCES),
      untold: Math.max(0, all.length - MOST_DIFFERENCES),
      problem: undefined,
    }
  } catch (error) {
    if (!(error instanceof ExuviaError)) throw error
    return { differences: undefined, untold: 0, problem: error.message }
  }
}
