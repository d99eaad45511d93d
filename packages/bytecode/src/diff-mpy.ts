import type { Difference } from './diff.ts'
import { type Change, Changes } from './diff-changes.ts'
import { type MpyHeader, parseMpy } from './mpy.ts'
import { cut } from './value-words.ts'

/**
 * Lists the differences between two .mpy files: header fields, names, texts among the constants, and
 * whether the code differs. Empty for equal bytes.
 *
 * @throws what `parseMpy` throws
 */
export function diffMpy(a: Uint8Array, b: Uint8Array): readonly Difference[] {
  if (Buffer.compare(a, b) === 0) return []
  const [first, second] = [parseMpy(a), parseMpy(b)]
  const found = [
    difference('header', headerChanges(first, second)),
    difference('names', textChanges('name', first.qstrs, second.qstrs)),
    difference('constants', textChanges('constant', first.strings, second.strings)),
    difference('code', codeChange([a, first], [b, second])),
  ].filter(({ changes }) => changes.length > 0)
  if (found.length > 0) return found
  const what = 'numbers among the constants, or the order of names or constants'
  return [difference('constants', [{ what }])]
}

function difference(kind: Difference['kind'], found: readonly Change[]): Difference {
  const changes = new Changes()
  for (const change of found) changes.add(change)
  return { kind, where: '', changes: changes.told, untold: changes.untold }
}

function headerChanges(a: MpyHeader, b: MpyHeader): Change[] {
  const [before, after] = [headerFields(a), headerFields(b)]
  return Object.keys(before).flatMap((what) => {
    const [was = '', is = ''] = [before[what], after[what]]
    return was === is ? [] : [{ what, before: was, after: is }]
  })
}

function headerFields(header: MpyHeader): Record<string, string> {
  const sub = header.subVersion === undefined ? '' : `.${header.subVersion}`
  return {
    version: `${header.version}${sub}`,
    architecture: header.architecture ?? 'none',
    "architecture's extensions": `0x${header.architectureFlags.toString(16)}`,
    'bits of small integers': String(header.smallIntBits),
    'loaded by': header.loadableBy,
  }
}

function textChanges(
  what: string,
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): Change[] {
  const [was, is] = [new Set(before), new Set(after)]
  return [
    ...[...was].filter((text) => !is.has(text)).map((text) => ({ what, before: cut(text) })),
    ...[...is].filter((text) => !was.has(text)).map((text) => ({ what, after: cut(text) })),
  ]
}

type Side = readonly [bytes: Uint8Array, header: MpyHeader]

function codeChange([a, first]: Side, [b, second]: Side): Change[] {
  const [before, after] = [a.subarray(a.length - first.sizes.code), b.subarray(b.length - second.sizes.code)]
  if (Buffer.compare(before, after) === 0) return []
  return [{ what: 'code', before: `${before.length} bytes`, after: `${after.length} bytes` }]
}
