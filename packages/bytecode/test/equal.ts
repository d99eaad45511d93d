import { spawnSync } from 'node:child_process'
import { EMBEDDED, runEmbedded } from './embedded.ts'
import { python } from '@exuvia/test-needs'

const SCRIPT = new URL('compare.py', import.meta.url).pathname

type Pairs = readonly (readonly [Uint8Array, Uint8Array])[]

/**
 * Counts the pairs that the interpreter loads to equal values; throws at the first unequal one.
 *
 * @param arguments_ of compare.py: fields to leave out
 */
export function equalPairs(runtime: string, pairs: Pairs, arguments_: readonly string[]): number {
  const result = spawnSync(python(runtime), [SCRIPT, ...arguments_], { input: framed(pairs) })
  if (result.status !== 0) throw new Error(`${runtime}: ${result.stderr.toString()}`)
  return Number(result.stdout.toString())
}

/** Does the same in an embedded interpreter. */
export async function equalPairsEmbedded(
  runtime: string,
  pairs: Pairs,
  arguments_: readonly string[],
): Promise<number> {
  const embedded = EMBEDDED.find((item) => item.runtime === runtime)
  if (embedded === undefined) throw new Error(`no embedded ${runtime}`)
  const output = await runEmbedded(embedded, 'compare.py', { args: arguments_, input: framed(pairs) })
  return Number(Buffer.from(output).toString())
}

function framed(pairs: Pairs): Buffer {
  return Buffer.concat(
    pairs.flat().flatMap((bytes) => {
      const size = Buffer.alloc(4)
      size.writeUInt32LE(bytes.length)
      return [size, bytes]
    }),
  )
}
