import {
  type MpyHeader,
  type PycDescription,
  describePyc,
  measureKinds,
  parseMpy,
  unreadKinds,
} from '@exuvia/bytecode'
import { type BytecodeKinds, ExuviaError, type Runtime } from '@exuvia/model'
import { isBytecodePath } from '@exuvia/packaging'
import { MAX_BYTECODE_BYTES } from './limits.ts'
import { type Member, readMember } from './members.ts'

/** The form of a file in an archive, by its name. */
export type MemberForm = 'pyc' | 'mpy' | 'source' | 'native' | 'archive' | 'link' | 'other'

/** A problem with a file in an archive; `member-problems.ts` has the words. */
export interface MemberProblem {
  /**
   * `broken`: its content does not match its name; `too-large`: it was not parsed; `stale`: it does not
   * belong to the source beside it; `never-imports`: in `__pycache__` without its source, or beside it (PEP
   * 3147); `wrong-tag`: name and magic number are for different Pythons; `unknown-runtime`: no magic number
   * of the Python in its name is known; `mixed`: bytecode for several Pythons in a place for one; `nested`:
   * an archive inside the archive is not opened; `trailing`: bytes after the code, which Python ignores.
   */
  readonly code:
    | 'broken'
    | 'too-large'
    | 'stale'
    | 'never-imports'
    | 'wrong-tag'
    | 'unknown-runtime'
    | 'mixed'
    | 'nested'
    | 'trailing'
  /** Empty for the archive as a whole. */
  readonly path: string
  readonly message: string
}

export interface MemberDescription {
  readonly path: string
  readonly form: MemberForm
  /** Bytes. */
  readonly size: number
  /** For readable bytecode: the Pythons or MicroPythons that load it. */
  readonly loadableBy?: string
  readonly runtime?: Runtime
  readonly magic?: number
  readonly header?: PycDescription['header']
  /** For .pyc: its bytes by kind; they add up to its size. */
  readonly kinds?: BytecodeKinds
}

/** A member with its problem and the full description for the totals. */
export interface ReadMember {
  readonly member: MemberDescription
  readonly problem: MemberProblem | undefined
  readonly pyc: PycDescription | undefined
  readonly mpy: MpyHeader | undefined
}

export function formOf(path: string): MemberForm {
  if (isBytecodePath(path)) return 'pyc'
  const suffix = /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? ''
  if (suffix === '.mpy') return 'mpy'
  if (suffix === '.py' || suffix === '.pyw') return 'source'
  if (/\.(?:so|pyd|dll|dylib)(?:\.[0-9.]+)?$/i.test(path)) return 'native'
  return /\.(?:tar|tgz|tar\.[a-z0-9]+|whl|zip|egg|pyz)$/i.test(path) ? 'archive' : 'other'
}

/** Reads a member as far as its form requires. Reports broken members instead of throwing. */
export async function describeMember(member: Member): Promise<ReadMember> {
  const { path, size } = member
  const form = member.isLink ? 'link' : formOf(path)
  const base: MemberDescription = { path, form, size }
  const nothing = { problem: undefined, pyc: undefined, mpy: undefined }
  if (form === 'archive') {
    const message = 'an archive inside the archive is not opened'
    return { ...nothing, member: base, problem: { code: 'nested', path, message } }
  }
  if (form !== 'pyc' && form !== 'mpy') return { ...nothing, member: base }
  const unread = form === 'pyc' ? { ...base, kinds: unreadKinds(size) } : base
  const bytes = await readMember(member, MAX_BYTECODE_BYTES)
  if (bytes === undefined) {
    const message = `${size} bytes: files above ${MAX_BYTECODE_BYTES} are not parsed`
    return { ...nothing, member: unread, problem: { code: 'too-large', path, message } }
  }
  try {
    if (form === 'mpy') {
      const mpy = parseMpy(bytes)
      return { ...nothing, mpy, member: { ...base, loadableBy: mpy.loadableBy } }
    }
    const pyc = describePyc(bytes)
    const { loadableBy, runtime, magic, header } = pyc
    const facts = { loadableBy, magic, header, ...(runtime === undefined ? {} : { runtime }) }
    const kinds = pyc.code === undefined ? measureKinds(bytes) : { ...pyc.code.sizes, unread: 0 }
    return { pyc, mpy: undefined, problem: trailingOf(path, pyc), member: { ...base, ...facts, kinds } }
  } catch (error) {
    if (!(error instanceof ExuviaError)) throw error
    return { ...nothing, member: unread, problem: { code: 'broken', path, message: error.message } }
  }
}

function trailingOf(path: string, { code }: PycDescription): MemberProblem | undefined {
  if (code === undefined || code.trailing === 0) return undefined
  const message = `${code.trailing} ${code.trailing === 1 ? 'byte' : 'bytes'} after the code, which Python ignores`
  return { code: 'trailing', path, message }
}
