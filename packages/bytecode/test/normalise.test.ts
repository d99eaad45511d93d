import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { magicForRuntime, normalise, readMarshal, slim, type SlimSteps, writeMarshal } from '../src/index.ts'
import { corpus } from './corpus.ts'
import { INTERPRETERS, interpreter } from './interpreters.ts'

const COMPARE = new URL('compare.py', import.meta.url).pathname

/** How many of the pairs the interpreter finds equal; it stops at the first that is not. */
function equalPairs(
  runtime: string,
  pairs: readonly (readonly [Uint8Array, Uint8Array])[],
  leftOut: string[],
): number {
  const input = Buffer.concat(
    pairs.flat().flatMap((bytes) => {
      const size = Buffer.alloc(4)
      size.writeUInt32LE(bytes.length)
      return [size, bytes]
    }),
  )
  const result = spawnSync(interpreter(runtime).path, [COMPARE, ...leftOut], { input })
  if (result.status !== 0) throw new Error(`${runtime}: ${result.stderr.toString()}`)
  return Number(result.stdout.toString())
}

function transform(runtime: string, code: Uint8Array, steps: SlimSteps): Uint8Array {
  const magic = magicForRuntime(runtime) ?? 0
  return writeMarshal(slim(readMarshal(code, { magic }), steps))
}

describe('normalise', () => {
  test.each(INTERPRETERS)(
    'gives code that $version finds equal, and is its own normal form',
    { timeout: 60_000 },
    ({ runtime }) => {
      const magic = magicForRuntime(runtime) ?? 0
      const pairs = [...corpus(runtime, 40)].map((code) => {
        const normal = writeMarshal(normalise(readMarshal(code, { magic })))
        const again = writeMarshal(normalise(readMarshal(normal, { magic })))
        expect(Buffer.compare(again, normal)).toBe(0)
        return [code, normal] as const
      })
      expect(equalPairs(runtime, pairs, [])).toBe(pairs.length)
    },
  )
})

describe('slim', () => {
  const MODERN = INTERPRETERS.filter((item) => ['cp311', 'cp312', 'cp313'].includes(item.runtime))

  test.each(MODERN)(
    'without columns keeps the line of every instruction of $version',
    { timeout: 60_000 },
    ({ runtime }) => {
      const pairs = [...corpus(runtime, 40)].map(
        (code) => [code, transform(runtime, code, { lines: 'lines' })] as const,
      )
      expect(equalPairs(runtime, pairs, ['co_linetable', 'co_lines_only'])).toBe(pairs.length)
    },
  )
})
