import { type OutsidePath, addKinds } from '@exuvia/bytecode'
import { type BytecodeKinds, type Runtime, compareText } from '@exuvia/model'
import { placeOfBytecode } from '@exuvia/packaging'
import { type RunContext, throwIfStopped } from '../context.ts'
import {
  type MemberDescription,
  type MemberProblem,
  type ReadMember,
  describeMember,
} from './describe-member.ts'
import { MAX_PATHS } from './limits.ts'
import { judgePlaces, judgeStale } from './member-problems.ts'
import type { Member } from './members.ts'

/** A path outside the project, and the files that reveal it. */
export interface ArchivePath {
  /** For a `co_filename`, the folder of the compilation: the part before the file's path in the archive. */
  readonly path: string
  readonly found: 'file-name' | 'string' | 'docstring'
  /** Number of files, and the first of them. */
  readonly files: number
  readonly first: string
}

/** An archive or folder as a whole; plain data. */
export interface ArchiveDescription {
  readonly kind: 'archive' | 'folder'
  /** Bytes of everything inside, unpacked. */
  readonly unpacked: number
  /** Bytes of the archive itself; undefined for a folder. */
  readonly packed: number | undefined
  /** Number of files of each form, and their bytes. */
  readonly forms: Readonly<
    Record<MemberDescription['form'], { readonly files: number; readonly bytes: number }>
  >
  /** Interpreters that load the bytecode, the most files first. */
  readonly loadableBy: readonly {
    readonly words: string
    readonly runtime: Runtime | undefined
    /** Of .pyc files. */
    readonly magic: number | undefined
    readonly files: number
    readonly bytes: number
  }[]
  /** Number of .pyc files by header. */
  readonly headers: Readonly<Record<'timestamp' | 'checked-hash' | 'unchecked-hash', number>>
  /** Bytes of all .pyc files by kind; they add up to `forms.pyc.bytes`. */
  readonly kinds: BytecodeKinds
  readonly givesAway: {
    /** Totals over all files. */
    readonly functions: number
    readonly classes: number
    readonly docstrings: number
    readonly names: number
    readonly strings: number
    /** At most 1000. */
    readonly paths: readonly ArchivePath[]
  }
  readonly problems: readonly MemberProblem[]
  /** Every file, by path. */
  readonly members: readonly MemberDescription[]
}

export interface ArchiveSource {
  readonly kind: 'archive' | 'folder'
  readonly packed: number | undefined
  /** A zip's times are local and in steps of 2 seconds: they prove nothing. */
  readonly roughTimes: boolean
  readonly open: () => AsyncIterable<Member>
}

/** Describes an archive or folder, with at most one file in memory. */
export async function describeArchive(
  source: ArchiveSource,
  context: RunContext,
): Promise<ArchiveDescription> {
  const tally = new Tally()
  const sources = new Map<string, { size: number; mtime: number }>()
  for await (const member of source.open()) {
    throwIfStopped(context)
    const read = await describeMember(member)
    tally.add(read)
    if (read.member.form === 'source') sources.set(member.path, { size: member.size, mtime: member.mtime })
  }
  const members = tally.members.sort((a, b) => compareText(a.path, b.path))
  const problems = [
    ...judgePlaces(members, sources),
    ...tally.problems,
    ...(await judgeStale(members, sources, source.roughTimes, source.open)),
  ].sort((a, b) => compareText(a.path, b.path))
  return {
    kind: source.kind,
    unpacked: members.reduce((sum, { size }) => sum + size, 0),
    packed: source.packed,
    forms: tally.forms,
    loadableBy: [...tally.loadableBy.values()].sort(
      (a, b) => b.files - a.files || compareText(a.words, b.words),
    ),
    headers: tally.headers,
    kinds: addKinds(members.flatMap(({ kinds }) => kinds ?? [])),
    givesAway: { ...tally.counts, paths: [...tally.paths.values()] },
    problems,
    members,
  }
}

const COUNTS = ['functions', 'classes', 'docstrings', 'names', 'strings'] as const

class Tally {
  readonly members: MemberDescription[] = []
  readonly problems: MemberProblem[] = []
  readonly forms = {
    pyc: { files: 0, bytes: 0 },
    mpy: { files: 0, bytes: 0 },
    source: { files: 0, bytes: 0 },
    native: { files: 0, bytes: 0 },
    archive: { files: 0, bytes: 0 },
    link: { files: 0, bytes: 0 },
    other: { files: 0, bytes: 0 },
  }
  readonly loadableBy = new Map<
    string,
    { words: string; runtime: Runtime | undefined; magic: number | undefined; files: number; bytes: number }
  >()
  readonly headers = { timestamp: 0, 'checked-hash': 0, 'unchecked-hash': 0 }
  readonly counts = { functions: 0, classes: 0, docstrings: 0, names: 0, strings: 0 }
  readonly paths = new Map<
    string,
    { path: string; found: ArchivePath['found']; files: number; first: string }
  >()

  add({ member, problem, pyc, mpy }: ReadMember): void {
    this.members.push(member)
    if (problem !== undefined) this.problems.push(problem)
    const form = this.forms[member.form]
    form.files += 1
    form.bytes += member.size
    if (member.header !== undefined) this.headers[member.header.kind] += 1
    if (member.loadableBy !== undefined) {
      const words = member.loadableBy
      const { runtime, magic } = member
      const group = this.loadableBy.get(words) ?? { words, runtime, magic, files: 0, bytes: 0 }
      group.files += 1
      group.bytes += member.size
      this.loadableBy.set(words, group)
    }
    if (mpy !== undefined) {
      this.counts.names += mpy.qstrs?.length ?? 0
      this.counts.strings += mpy.strings?.length ?? 0
    }
    this.addPaths(pyc?.code?.outsidePaths ?? mpy?.outsidePaths ?? [], member.path)
    if (pyc?.code === undefined) return
    const { counts } = pyc.code
    for (const key of COUNTS) this.counts[key] += counts[key]
  }

  private addPaths(paths: readonly OutsidePath[], first: string): void {
    const own = new Map<string, ArchivePath['found']>()
    for (const { path, found } of paths) {
      const shown = found === 'file-name' ? buildFolder(path, first) : path
      if (!own.has(shown)) own.set(shown, found)
    }
    for (const [path, found] of own) {
      const known = this.paths.get(path)
      if (known !== undefined) known.files += 1
      else if (this.paths.size < MAX_PATHS) this.paths.set(path, { path, found, files: 1, first })
    }
  }
}

/** `/home/kai/work/app/cli.py` in `lib/app/cli.pyc` → `/home/kai/work/`. */
function buildFolder(filename: string, member: string): string {
  const parts = filename.split(/(?<=[\\/])/)
  const own = `${placeOfBytecode(member).stem}.py`.split(/(?<=\/)/)
  let common = 0
  while (common < parts.length - 1 && parts.at(-1 - common)?.replace('\\', '/') === own.at(-1 - common))
    common += 1
  return parts.slice(0, parts.length - Math.max(1, common)).join('') || filename
}
