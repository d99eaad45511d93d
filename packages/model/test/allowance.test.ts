import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SIZE_UNITS, mostAllowed, parseAllowance } from '../src/index.ts'

const UNITS = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }

const unit = fc.constantFrom(...(Object.keys(UNITS) as (keyof typeof UNITS)[]))

describe('a limit', () => {
  test('has the units of SI and IEC', () => {
    expect(SIZE_UNITS).toEqual(Object.keys(UNITS))
  })

  test('is so many bytes of its unit, with and without a space', () => {
    fc.assert(
      fc.property(fc.nat(8_000_000), unit, fc.constantFrom('', ' '), (count, name, space) => {
        const text = `${count}${space}${name}`
        expect(parseAllowance(text)).toEqual({ kind: 'size', text, bytes: count * UNITS[name] })
        expect(parseAllowance(`+${text}`)).toMatchObject({ kind: 'growth', bytes: count * UNITS[name] })
      }),
    )
  })

  test('with decimals is exact, and drops parts of a byte', () => {
    fc.assert(
      fc.property(fc.nat(8_000_000), (thousandths) => {
        const text = `${(thousandths / 1000).toFixed(3)} MB`
        expect(parseAllowance(text)).toEqual({ kind: 'size', text, bytes: thousandths * 1000 })
      }),
    )
    expect(parseAllowance('1.0009 kB')).toMatchObject({ bytes: 1000 })
    expect(parseAllowance('1.005 kB')).toMatchObject({ bytes: 1005 })
  })

  test('of a share allows the share and not a byte more', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.nat(100_000), (before, hundredths) => {
        const allowance = parseAllowance(`+${(hundredths / 100).toFixed(2)} %`)
        expect(allowance).toMatchObject({ kind: 'share', hundredths })
        const most = allowance === undefined ? undefined : mostAllowed(allowance, before)
        const exact = BigInt(before) * BigInt(10_000 + hundredths)
        expect(BigInt(most ?? 0) * 10_000n <= exact && BigInt((most ?? 0) + 1) * 10_000n > exact).toBe(true)
      }),
    )
  })

  test('of growth allows nothing that is known without what was before', () => {
    for (const text of ['+5 %', '+0 B', '+200 kB']) {
      const allowance = parseAllowance(text)
      expect(allowance === undefined ? 'refused' : mostAllowed(allowance, undefined)).toBe(undefined)
    }
  })

  test.each([
    '',
    '8',
    'MB',
    '-1 B',
    '+',
    '5 %',
    '1e3 B',
    '1,5 MB',
    '.5 MB',
    '8 mb',
    '8  MB',
    '0x8 B',
    '9 PB',
    '99999999999 GB',
    'constructor',
    '8 toString',
  ])('is not %j', (text) => {
    expect(parseAllowance(text)).toBe(undefined)
  })
})
