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

/** What a file of an archive is, by its name. */
export type MemberForm = 'pyc' | 'mpy' | 'source' | 'native' | 'archive' | 'link' | 'other'

/** What is wrong with a file of an archive; `member-problems.ts` has the words. */
export interface MemberProblem {
  /**
   * `broken`: it is not what its name says; `too-large`: it was not taken apart; `stale`: the source beside
   * it is another one; `never-imports`: in `__pycache__` without its source, or beside it (PEP 3147);
   * `wrong-tag`: its name says another Python than its magic number; `unknown-runtime`: neither of the two is known; `mixed`: bytecode for several Pythons
   * lies where only one can load it; `nested`: an archive inside was not looked into; `trailing`: bytes lie
   * behind the code, which Python never reads.
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
  /** For bytecode that could be read: which Pythons or MicroPythons load it. */
  readonly loadableBy?: string
  readonly runtime?: Runtime
  readonly magic?: number
  readonly header?: PycDescription['header']
  /** For .pyc: what its bytes are; they add up to its size. */
  readonly kinds?: BytecodeKinds
}

/** A member, what is wrong with it, and the whole description for those who add up. */
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

/** Reads a member as far as its form asks for it. Broken ones are told, not thrown. */
export async function describeMember(member: Member): Promise<ReadMember> {
  const { path, size } = member
  const form = member.isLink ? 'link' : formOf(path)
  const base: MemberDescription = { path, form, size }
  const nothing = { problem: undefined, pyc: undefined, mpy: undefined }
  if (form === 'archive') {
    const message = 'an archive inside, which was not looked into'
    return { ...nothing, member: base, problem: { code: 'nested', path, message } }
  }
  if (form !== 'pyc' && form !== 'mpy') return { ...nothing, member: base }
  const unread = form === 'pyc' ? { ...base, kinds: unreadKinds(size) } : base
  const bytes = await readMember(member, MAX_BYTECODE_BYTES)
  if (bytes === undefined) {
    const message = `${size} bytes: more than ${MAX_BYTECODE_BYTES} are not taken apart`
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
  const message = `${code.trailing} ${code.trailing === 1 ? 'byte lies' : 'bytes lie'} behind its code, which Python never reads`
  return { code: 'trailing', path, message }
}
