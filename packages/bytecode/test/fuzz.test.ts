/**
 * Thousands of mutations, and files that are hard to put in order.
 *
 * @module-tag slow
 */
import { assert, integer, property } from 'fast-check'
import { PYTHONS, sampleOf } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { BytecodeError, describePyc, diffPyc, normalise, readPyc, slim, writePyc } from '../src/index.ts'
import { BOMBS } from './bombs.ts'
import { type Fate, check, makeCase } from './fuzz/case.ts'
import { mpySeeds, pycSeeds } from './fuzz/seeds.ts'

describe('mutations of real files, of bytes and of structure,', () => {
  test(
    'pass every function, or are refused with a typed error and an offset',
    { timeout: 120_000, tags: ['slow', ...PYTHONS] },
    () => {
      const seeds = pycSeeds(40, 2500)
      const mpys = mpySeeds()
      expect(seeds.length).toBeGreaterThan(100)
      const fates: Record<Fate, number> = { refused: 0, read: 0, through: 0 }
      // scripts/fuzz.ts repeats a failing case by its number.
      assert(
        property(integer({ min: 0, max: 2 ** 31 - 1 }), (index) => {
          fates[check(makeCase(seeds, mpys, 20_260, index))] += 1
        }),
        { seed: 20_260, numRuns: sampleOf(15_000, 1500) },
      )
      // Some cases must pass the reader, or the later steps would not be tested.
      expect(fates.through).toBeGreaterThan(sampleOf(1000, 100))
      expect(fates.refused).toBeGreaterThan(sampleOf(5000, 500))
      expect(fates.read).toBeGreaterThan(sampleOf(50, 5))
    },
  )
})

function slimmed(bytes: Buffer): string {
  for (const steps of [{}, { lines: 'lines' }, { lines: 'none' }] as const) {
    const form = writePyc(slim(readPyc(bytes), steps))
    if (form.length > 2 * bytes.length) return `${form.length} bytes`
    if (Buffer.compare(writePyc(normalise(readPyc(form))), form) !== 0) return 'another normal form'
  }
  return 'slimmed'
}

function compared(one: Buffer, other: Buffer): string {
  const differences = diffPyc(one, other)
  const size = JSON.stringify(differences).length
  return differences.length > 0 && size < 20 * one.length ? 'compared' : `${size} characters`
}

/** Returns the result, or the message of the error. */
function outcome(work: () => string): string {
  try {
    return work()
  } catch (error) {
    return error instanceof BytecodeError ? error.message : String(error)
  }
}

/** If a reader followed every reference each time, these would take hours or all memory. */
describe.each(Object.entries(BOMBS))('a file that shares much (%s)', (name, make) => {
  const one = make('a')
  const refused = /^the sets at offset [1-9]\d* are too large to sort$/

  test('is read, written and described', () => {
    expect(Buffer.compare(writePyc(readPyc(one)), one)).toBe(0)
    expect(JSON.stringify(describePyc(one)).length).toBeLessThan(20 * one.length)
  })

  test('is normalised and slimmed, or refused', () => {
    expect(outcome(() => slimmed(one))).toMatch(name.includes('frozenset') ? refused : /^slimmed$/)
  })

  test('is compared with a different one, or refused', () => {
    const expected = name.includes('frozenset') ? refused : /^compared$/
    expect(outcome(() => compared(one, make('b')))).toMatch(expected)
  })
})
