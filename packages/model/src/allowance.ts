/**
 * What a limit of the budget allows: a size, or growth since the last published release.
 * `text` is as the configuration has it: `8 MB`, `+5 %`.
 */
export type Allowance =
  | { readonly kind: 'size' | 'growth'; readonly text: string; readonly bytes: number }
  /** In hundredths of a percent. */
  | { readonly kind: 'share'; readonly text: string; readonly hundredths: number }

/** Bytes of each unit: SI, as `formatBytes` prints sizes, and IEC 80000-13, as data sheets name flash. */
const UNITS = {
  B: 1n,
  kB: 1000n,
  MB: 1000n ** 2n,
  GB: 1000n ** 3n,
  KiB: 1024n,
  MiB: 1024n ** 2n,
  GiB: 1024n ** 3n,
} as const

/** The names of the units of sizes. */
export const SIZE_UNITS: readonly string[] = Object.keys(UNITS)

/**
 * Reads what a limit allows. Exact: a part of a byte is dropped.
 * @returns undefined for any other text, and for more than 2^53 bytes
 */
export function parseAllowance(text: string): Allowance | undefined {
  const found = /^(\+?)(\d{1,15})(?:\.(\d{1,9}))? ?(%|[A-Za-z]{1,3})$/.exec(text)
  if (found === null) return undefined
  const [, sign = '', whole = '', fraction = '', unit = ''] = found
  const isGrowth = sign === '+'
  const scaled = (factor: bigint): number | undefined => {
    const value = (BigInt(whole + fraction) * factor) / 10n ** BigInt(fraction.length)
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined
  }
  if (unit === '%') {
    const hundredths = scaled(100n)
    return isGrowth && hundredths !== undefined ? { kind: 'share', text, hundredths } : undefined
  }
  if (!Object.hasOwn(UNITS, unit)) return undefined
  const bytes = scaled(UNITS[unit as keyof typeof UNITS])
  return bytes === undefined ? undefined : { kind: isGrowth ? 'growth' : 'size', text, bytes }
}

/**
 * The most bytes that a limit allows.
 * @param before bytes in the last published release; undefined if unknown
 * @returns undefined if it depends on what is unknown
 */
export function mostAllowed(allowance: Allowance, before: number | undefined): number | undefined {
  if (allowance.kind === 'size') return allowance.bytes
  if (before === undefined) return undefined
  if (allowance.kind === 'share')
    return before + Number((BigInt(before) * BigInt(allowance.hundredths)) / 10_000n)
  return before + allowance.bytes
}
