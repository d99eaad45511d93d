import { type Readable, parseMpy, readable, revealPyc } from '@exuvia/bytecode'
import { type BytecodeInfo, type DecisionSummary, ExuviaError, sortedBy } from '@exuvia/model'
import { placeOfBytecode } from '@exuvia/packaging'
import { type RunContext, throwIfStopped } from '../context.ts'
import type { ArchiveSource } from './describe-archive.ts'
import { formOf } from './describe-member.ts'
import { MAX_BYTECODE_BYTES } from './limits.ts'
import { type Owner, readOwners } from './member-owners.ts'
import { type Member, readMember } from './members.ts'

/** How the modules of a group ship. */
export type ShippedForm = 'source' | 'bytecode' | 'mpy' | 'unread'

/** What can be read back from the modules of one distribution that ship in one form. */
export interface RevealGroup {
  /** In its own spelling; undefined if the archive does not say to which distribution the files belong. */
  readonly distribution: string | undefined
  readonly version: string | undefined
  /** `unread`: bytecode that Exuvia cannot read, so that nothing is known of it. */
  readonly form: ShippedForm
  readonly modules: number
  /** Sums over all files. Undefined for source, which reveals everything, and for what is not read. */
  readonly reveals:
    | {
        readonly names: Readable
        readonly strings: Readable
        /** Undefined for .mpy files, of which nobody knows which texts are docstrings. */
        readonly docstrings: (Readable & { readonly places: number }) | undefined
        /** Bytes of bytecode, and of that in files with line numbers and with columns; undefined for .mpy files. */
        readonly lines:
          | { readonly bytes: number; readonly withLines: number; readonly withColumns: number }
          | undefined
      }
    | undefined
}

/** What can be read back from one archive or folder. */
export interface ArchiveReveal {
  readonly file: string
  readonly target: string | undefined
  /** The levels at which it was compiled; undefined if the archive does not say it. */
  readonly compiler: Pick<BytecodeInfo, 'optimize' | 'docstrings' | 'debug'> | undefined
  /** Rules that gave some modules a level of their own. */
  readonly levels: readonly DecisionSummary[]
  /** By distribution and form. */
  readonly groups: readonly RevealGroup[]
  /**
   * What stays in all bytecode if the policy asks for `docstrings = "strip"` and `debug = "none"`, of the texts that are in it
   * now: no level removes names, or texts that are no docstrings. Undefined if nothing would go, or for no bytecode.
   */
  readonly strictest: { readonly texts: number; readonly of: number } | undefined
  /** Files of machine code, of which this says nothing. */
  readonly natives: number
  /** Archives inside, which are not opened: nothing is known of what is in them. */
  readonly nested: number
}

type Found = { readonly form: ShippedForm; readonly reveals: RevealGroup['reveals'] }

/** Counts what can be read back from an archive or folder. Reads it twice, with one file in memory. */
export async function summarizeArchive(
  name: string,
  source: ArchiveSource,
  context: RunContext,
): Promise<ArchiveReveal> {
  const owners = await readOwners(name, source, context)
  const sources = new Set<string>()
  const compiled = new Map<string, Found & { readonly member: string }>()
  let natives = 0
  let nested = 0
  for await (const member of source.open()) {
    throwIfStopped(context)
    if (member.isLink) continue
    const form = formOf(member.path)
    if (form === 'native') natives += 1
    if (form === 'archive') nested += 1
    if (form === 'source') sources.add(member.path)
    if (form !== 'pyc' && form !== 'mpy') continue
    compiled.set(member.path, { member: member.path, ...(await revealMember(member, form)) })
  }
  // Bytecode beside its source reveals nothing more.
  const found: (Found & { readonly member: string })[] = [...sources].map((member) => ({
    member,
    form: 'source' as const,
    reveals: undefined,
  }))
  for (const each of compiled.values()) {
    const { stem } = placeOfBytecode(each.member)
    if (!sources.has(`${stem}.py`) && !sources.has(`${stem}.pyw`)) found.push(each)
  }
  const groups = groupModules(found, owners.of)
  const { manifest } = owners
  return {
    file: name,
    target: manifest?.target,
    compiler: manifest?.compiler,
    levels: (manifest?.policy ?? []).filter(
      ({ optimize, docstrings }) => optimize !== undefined || docstrings !== undefined,
    ),
    groups,
    strictest: strictestOf(groups),
    natives,
    nested,
  }
}

/** Groups modules by distribution and form, in that order; those of an unknown distribution come last. */
function groupModules(
  found: readonly (Found & { readonly member: string })[],
  ownerOf: (member: string) => Owner | undefined,
): RevealGroup[] {
  const groups = new Map<string, { readonly about: Omit<RevealGroup, 'modules' | 'reveals'>; all: Found[] }>()
  for (const each of found) {
    const { name: distribution, version } = ownerOf(each.member) ?? {}
    const key = `${distribution === undefined ? '1' : `0${distribution}`}\0${version ?? ''}\0${each.form}`
    const group = groups.get(key) ?? { about: { distribution, version, form: each.form }, all: [] }
    group.all.push(each)
    groups.set(key, group)
  }
  return sortedBy([...groups], ([key]) => key).map(([, { about, all }]) => ({
    ...about,
    modules: all.length,
    reveals: addUp(all.flatMap(({ reveals }) => reveals ?? [])),
  }))
}

function strictestOf(groups: readonly RevealGroup[]): ArchiveReveal['strictest'] {
  let [texts, docstrings, withLines] = [0, 0, 0]
  for (const { form, reveals } of groups) {
    if (form !== 'bytecode' || reveals === undefined) continue
    texts += reveals.names.all + reveals.strings.all
    docstrings += reveals.docstrings?.all ?? 0
    withLines += reveals.lines?.withLines ?? 0
  }
  return docstrings + withLines === 0 ? undefined : { texts, of: texts + docstrings }
}

const UNREAD: Found = { form: 'unread', reveals: undefined }

async function revealMember(member: Member, form: 'pyc' | 'mpy'): Promise<Found> {
  const bytes = await readMember(member, MAX_BYTECODE_BYTES)
  if (bytes === undefined) return UNREAD
  try {
    return form === 'pyc' ? ofPyc(bytes) : ofMpy(bytes)
  } catch (error) {
    if (!(error instanceof ExuviaError)) throw error
    return UNREAD
  }
}

function ofPyc(bytes: Uint8Array): Found {
  const revealed = revealPyc(bytes)
  if (revealed === undefined) return UNREAD
  const lines = {
    bytes: bytes.length,
    withLines: revealed.lines === 'none' ? 0 : bytes.length,
    withColumns: revealed.lines === 'full' ? bytes.length : 0,
  }
  return { form: 'bytecode', reveals: { ...revealed, lines } }
}

function ofMpy(bytes: Uint8Array): Found {
  const { qstrs, strings } = parseMpy(bytes)
  if (qstrs === undefined || strings === undefined) return UNREAD
  const reveals = {
    names: readable(qstrs),
    strings: readable(strings),
    docstrings: undefined,
    lines: undefined,
  }
  return { form: 'mpy', reveals }
}

/** Adds up the figures of one form; undefined if there are none. */
function addUp(all: readonly NonNullable<RevealGroup['reveals']>[]): RevealGroup['reveals'] {
  const [first] = all
  if (first === undefined) return undefined
  const sum = (of: (each: NonNullable<RevealGroup['reveals']>) => number): number =>
    all.reduce((total, each) => total + of(each), 0)
  const pair = (of: (each: NonNullable<RevealGroup['reveals']>) => Readable | undefined): Readable => ({
    all: sum((each) => of(each)?.all ?? 0),
    plain: sum((each) => of(each)?.plain ?? 0),
  })
  return {
    names: pair(({ names }) => names),
    strings: pair(({ strings }) => strings),
    docstrings:
      first.docstrings === undefined
        ? undefined
        : {
            ...pair(({ docstrings }) => docstrings),
            places: sum(({ docstrings }) => docstrings?.places ?? 0),
          },
    lines:
      first.lines === undefined
        ? undefined
        : {
            bytes: sum(({ lines }) => lines?.bytes ?? 0),
            withLines: sum(({ lines }) => lines?.withLines ?? 0),
            withColumns: sum(({ lines }) => lines?.withColumns ?? 0),
          },
  }
}
