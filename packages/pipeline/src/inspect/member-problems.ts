import { sourceHash } from '@exuvia/bytecode'
import { addAll, type Runtime } from '@exuvia/model'
import { magicFit, placeOfBytecode, runtimeInWords, runtimeOfCacheTag } from '@exuvia/packaging'
import type { MemberDescription, MemberProblem } from './describe-member.ts'
import { MAX_SOURCE_BYTES } from './limits.ts'
import { type Member, readMember } from './members.ts'

/** Sizes and times of the sources of an archive, by path. */
export type Sources = ReadonlyMap<string, { readonly size: number; readonly mtime: number }>

/** Reports bytecode in the wrong place or for the wrong Python. */
export function judgePlaces(members: readonly MemberDescription[], sources: Sources): MemberProblem[] {
  const problems: MemberProblem[] = []
  const legacy = new Map<number, { readonly words: string; files: number }>()
  for (const { path, form, runtime, magic, loadableBy } of members) {
    if (form !== 'pyc' || magic === undefined) continue
    const { stem, tag } = placeOfBytecode(path)
    const source = `${stem}.py`
    if (tag === undefined) {
      if (sources.has(source) && !isPython2(runtime)) {
        const message = `Python imports ${baseOf(source)} beside it instead (PEP 3147)`
        problems.push({ code: 'never-imports', path, message })
      }
      const group = legacy.get(magic) ?? { words: loadableBy ?? String(magic), files: 0 }
      group.files += 1
      legacy.set(magic, group)
      continue
    }
    if (!sources.has(source)) {
      const message = `in __pycache__ without its source ${baseOf(source)}: Python never imports it (PEP 3147)`
      problems.push({ code: 'never-imports', path, message })
    }
    const promised = runtimeOfCacheTag(tag)
    const fit = promised === undefined ? undefined : magicFit(magic, promised)
    if (promised !== undefined && fit?.kind === 'other') {
      const message = `bytecode for ${fit.found}, but its name says ${runtimeInWords(promised)}`
      problems.push({ code: 'wrong-tag', path, message })
    } else if (promised !== undefined && fit?.kind === 'unknown') {
      const message = `magic number ${magic}, but no magic number of ${runtimeInWords(promised)} is known`
      problems.push({ code: 'unknown-runtime', path, message })
    }
  }
  if (legacy.size > 1) {
    const groups = [...legacy.values()].map(({ words, files }) => `${files} for ${words}`)
    const message = `bytecode for several Pythons, and each loads only its own: ${groups.join('; ')}`
    problems.push({ code: 'mixed', path: '', message })
  }
  return problems
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Python 2 keeps bytecode beside the source. */
function isPython2(runtime: Runtime | undefined): boolean {
  return runtime?.startsWith('cp2') === true || runtime?.startsWith('pp2') === true
}

/** Bytecode with its source beside it, and the header's data about that source. */
interface Pair {
  readonly path: string
  readonly magic: number
  readonly hash: string
  readonly checked: boolean
}

/**
 * Reports bytecode that does not belong to the source beside it. For timestamp headers it compares sizes
 * and, unless `roughTimes`, times; for hash headers it reads the sources again through `reopen`.
 */
export async function judgeStale(
  members: readonly MemberDescription[],
  sources: Sources,
  roughTimes: boolean,
  reopen: () => AsyncIterable<Member>,
): Promise<MemberProblem[]> {
  const problems: MemberProblem[] = []
  const hashed = new Map<string, Pair[]>()
  for (const { path, magic, header, runtime } of members) {
    if (magic === undefined || header === undefined) continue
    const place = placeOfBytecode(path)
    const sourcePath = `${place.stem}.py`
    if (place.tag === undefined && !isPython2(runtime)) continue
    const source = sources.get(sourcePath)
    if (source === undefined) continue
    if (header.kind !== 'timestamp') {
      const pair = { path, magic, hash: header.hash, checked: header.kind === 'checked-hash' }
      hashed.set(sourcePath, [...(hashed.get(sourcePath) ?? []), pair])
      continue
    }
    const otherSize = header.sourceSize !== undefined && header.sourceSize !== source.size % 2 ** 32
    const otherTime = !roughTimes && header.mtime !== source.mtime % 2 ** 32
    if (!otherSize && !otherTime) continue
    const what = otherSize
      ? `its source had ${header.sourceSize} bytes, but the file beside it has ${source.size}`
      : 'the source beside it has a different time from the header'
    problems.push({ code: 'stale', path, message: `${what}: Python compiles the source again` })
  }
  if (hashed.size > 0) addAll(problems, await judgeHashes(hashed, reopen))
  return problems
}

async function judgeHashes(
  hashed: ReadonlyMap<string, readonly Pair[]>,
  reopen: () => AsyncIterable<Member>,
): Promise<MemberProblem[]> {
  const problems: MemberProblem[] = []
  for await (const member of reopen()) {
    const pairs = hashed.get(member.path)
    const source = pairs === undefined ? undefined : await readMember(member, MAX_SOURCE_BYTES)
    if (pairs === undefined || source === undefined) continue
    for (const { path, magic, hash, checked } of pairs) {
      const own = hashOf(magic, source)
      if (own === undefined || own === hash) continue
      const then = checked ? 'Python compiles the source again' : 'Python runs it anyway'
      problems.push({
        code: 'stale',
        path,
        message: `made from a different source: ${then}`,
      })
    }
  }
  return problems
}

function hashOf(magic: number, source: Uint8Array): string | undefined {
  try {
    return Buffer.from(sourceHash(magic, source)).toString('hex')
  } catch {
    // Unknown Python: its hash cannot be computed.
    return undefined
  }
}
