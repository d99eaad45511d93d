import type { Runtime } from '@exuvia/model'
import { pythonTag, runtimeInWords } from './runtime.ts'

/** The interpreter that writes a magic number. */
export interface MagicInfo {
  readonly runtime: Runtime
  /** The first release with this number: `3.12a4`, or `3.12` if every release of that version has it. */
  readonly release: string
  /** Whether released (not alpha, beta or candidate) interpreters have it. */
  readonly final: boolean
}

/**
 * `[first magic, last magic, release]`. From CPython's `Include/internal/pycore_magic_number.h`
 * (before 3.14: `Lib/importlib/_bootstrap_external.py`). A release without a letter is a final one.
 */
type Row = readonly [first: number, last: number, release: string]

const CPYTHON: Readonly<Record<Runtime, readonly Row[]>> = {
  cp27: [
    [62171, 62171, '2.7a0'],
    [62181, 62181, '2.7a0'],
    [62191, 62191, '2.7a0'],
    [62201, 62201, '2.7a0'],
    [62211, 62211, '2.7'],
  ],
  cp30: [
    [3000, 3000, '3.0a0'],
    [3010, 3010, '3.0a0'],
    [3020, 3020, '3.0a0'],
    [3030, 3030, '3.0a0'],
    [3040, 3040, '3.0a0'],
    [3050, 3050, '3.0a0'],
    [3060, 3061, '3.0a0'],
    [3071, 3071, '3.0a0'],
    [3081, 3081, '3.0a0'],
    [3091, 3091, '3.0a0'],
    [3101, 3101, '3.0a0'],
    [3103, 3103, '3.0a0'],
    [3111, 3111, '3.0a4'],
    [3131, 3131, '3.0'],
  ],
  cp31: [
    [3141, 3141, '3.1a1'],
    [3151, 3151, '3.1'],
  ],
  cp32: [
    [3160, 3160, '3.2a1'],
    [3170, 3170, '3.2a2'],
    [3180, 3180, '3.2'],
  ],
  cp33: [
    [3190, 3190, '3.3a1'],
    [3200, 3200, '3.3a1'],
    [3210, 3210, '3.3a1'],
    [3220, 3220, '3.3a2'],
    [3230, 3230, '3.3'],
  ],
  cp34: [
    [3250, 3250, '3.4a1'],
    [3260, 3260, '3.4a1'],
    [3270, 3270, '3.4a1'],
    [3280, 3280, '3.4a1'],
    [3290, 3290, '3.4a4'],
    [3300, 3300, '3.4a4'],
    [3310, 3310, '3.4'],
  ],
  cp35: [
    [3320, 3320, '3.5a1'],
    [3330, 3330, '3.5b1'],
    [3340, 3340, '3.5b2'],
    [3350, 3350, '3.5.0'],
    [3351, 3351, '3.5.2'],
  ],
  cp36: [
    [3360, 3360, '3.6a0'],
    [3361, 3361, '3.6a1'],
    [3370, 3372, '3.6a2'],
    [3373, 3373, '3.6b1'],
    [3375, 3377, '3.6b1'],
    [3378, 3378, '3.6b2'],
    [3379, 3379, '3.6'],
  ],
  cp37: [
    [3390, 3390, '3.7a1'],
    [3391, 3391, '3.7a2'],
    [3392, 3392, '3.7a4'],
    [3393, 3393, '3.7b1'],
    [3394, 3394, '3.7'],
  ],
  cp38: [
    [3400, 3401, '3.8a1'],
    [3410, 3410, '3.8a1'],
    [3411, 3412, '3.8b2'],
    [3413, 3413, '3.8'],
  ],
  cp39: [
    [3420, 3422, '3.9a0'],
    [3423, 3424, '3.9a2'],
    [3425, 3425, '3.9'],
  ],
  cp310: [
    [3430, 3431, '3.10a1'],
    [3432, 3433, '3.10a2'],
    [3434, 3434, '3.10a6'],
    [3435, 3435, '3.10a7'],
    [3436, 3438, '3.10b1'],
    [3439, 3439, '3.10'],
  ],
  cp311: [
    [3450, 3461, '3.11a1'],
    [3462, 3462, '3.11a2'],
    [3463, 3465, '3.11a3'],
    [3466, 3474, '3.11a4'],
    [3475, 3485, '3.11a5'],
    [3486, 3491, '3.11a6'],
    [3492, 3494, '3.11a7'],
    [3495, 3495, '3.11'],
  ],
  cp312: [
    [3500, 3509, '3.12a1'],
    [3510, 3512, '3.12a2'],
    [3513, 3514, '3.12a4'],
    [3515, 3517, '3.12a5'],
    [3518, 3520, '3.12a6'],
    [3521, 3524, '3.12a7'],
    [3525, 3530, '3.12b1'],
    [3531, 3531, '3.12'],
  ],
  cp313: [
    [3550, 3568, '3.13a1'],
    [3569, 3569, '3.13a5'],
    [3570, 3570, '3.13a6'],
    [3571, 3571, '3.13'],
  ],
  cp314: [
    [3600, 3608, '3.14a1'],
    [3609, 3609, '3.14a2'],
    [3610, 3613, '3.14a4'],
    [3614, 3616, '3.14a5'],
    [3617, 3620, '3.14a6'],
    [3621, 3623, '3.14a7'],
    [3624, 3624, '3.14b1'],
    [3625, 3625, '3.14b3'],
    [3626, 3626, '3.14rc2'],
    [3627, 3627, '3.14'],
  ],
  // CPython's numbers of one version are consecutive from 3.11 on; 3650 to 3665 are from before 3.15rc1.
  cp315: [
    [3650, 3650, '3.15a0'],
    [3651, 3665, '3.15a1'],
    [3666, 3666, '3.15'],
  ],
}

/**
 * PyPy 2.7 adds 7 to CPython's number; PyPy 3 has its own count, in steps of 16
 * (`pypy_incremental_magic` in `pypy/interpreter/pycode.py`).
 */
const PYPY: Readonly<Record<Runtime, readonly Row[]>> = {
  pp27: [[62218, 62218, '2.7']],
  pp35: [[112, 112, '3.5']],
  pp36: [
    [160, 160, '3.6'],
    [192, 192, '3.6'],
  ],
  pp37: [
    [224, 224, '3.7'],
    [240, 240, '3.7'],
  ],
  pp38: [[256, 256, '3.8']],
  pp39: [
    [320, 320, '3.9'],
    [336, 336, '3.9'],
  ],
  pp310: [[384, 384, '3.10']],
  pp311: [[416, 416, '3.11']],
}

/** CPython 3's numbers grow with every change; 20000 and up were Python 2's. */
const NEWEST = CPYTHON['cp315']?.at(-1)?.[1] ?? 0

const TABLE: Readonly<Record<Runtime, readonly Row[]>> = { ...CPYTHON, ...PYPY }
const BY_MAGIC = indexByMagic()

function indexByMagic(): ReadonlyMap<number, MagicInfo> {
  const index = new Map<number, MagicInfo>()
  for (const [runtime, rows] of Object.entries(TABLE)) {
    for (const [first, last, release] of rows) {
      const info: MagicInfo = { runtime, release, final: !/[a-z]/.test(release) }
      for (let magic = first; magic <= last; magic += 1) index.set(magic, info)
    }
  }
  return index
}

/**
 * Returns the 16-bit magic number of a runtime (`cp312` → 3531): that of its newest release.
 * A free-threaded CPython has that of its version. Undefined if the number is unknown, and for MicroPython, which has none.
 */
export function magicForRuntime(runtime: Runtime): number | undefined {
  return TABLE[pythonTag(runtime)]?.at(-1)?.[1]
}

/** Returns the interpreter that writes a 16-bit magic number; undefined if unknown. */
export function runtimesForMagic(magic: number): MagicInfo | undefined {
  return BY_MAGIC.get(magic)
}

/**
 * Names the Pythons that can load files with this magic number, as the end of a sentence:
 * "CPython 3.12", "the pre-release 3.12a4 of CPython and no released Python".
 */
export function loadableBy(header: { readonly magic: number } | number): string {
  const magic = typeof header === 'number' ? header : header.magic
  const info = BY_MAGIC.get(magic)
  if (info === undefined) {
    const newer = magic > NEWEST && magic < 20_000
    return newer
      ? `a CPython newer than 3.15 (magic number ${magic})`
      : `no known Python (magic number ${magic})`
  }
  const name = runtimeInWords(info.runtime)
  if (!info.final) {
    return `no released Python: ${name} had this magic number only before its release (${info.release})`
  }
  if (info.release.split('.').length < 3) return name
  const rows = (TABLE[info.runtime] ?? []).filter((row) => !/[a-z]/.test(row[2]))
  const next = rows.find((row) => row[0] > magic)
  return next === undefined
    ? `${name} from ${info.release} on`
    : `${name} from ${info.release} to before ${next[2]}`
}
