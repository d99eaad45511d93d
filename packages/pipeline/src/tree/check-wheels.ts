import path from 'node:path'
import { type Finding, refusal } from '@exuvia/model'
import { parseWheelFilename } from '@exuvia/packaging'
import { acceptFindings } from '@exuvia/policy'
import { recordFindings } from '@exuvia/project'
import { configOf } from '../config/index.ts'
import type { RunContext } from '../context.ts'

/**
 * Refuses wheels that do not match their RECORD, as a build does: a new RECORD would confirm files that
 * nobody checked. The config of the current folder can accept one; it is read only then.
 * @param wheels absolute paths
 * @returns notes about accepted wheels
 * @throws refusal `wheel-record-mismatch`; usage error `bad-wheel-name`; errors of the config
 */
export async function checkWheels(
  wheels: readonly string[],
  context: RunContext,
): Promise<readonly Finding[]> {
  const notes: Finding[] = []
  for (const wheel of wheels) {
    context.signal.throwIfAborted()
    const { normalizedName } = parseWheelFilename(path.basename(wheel))
    const found = await recordFindings(wheel, normalizedName)
    if (found.length === 0) continue
    const { config } = await configOf({}, context)
    const [judged] = acceptFindings(found, config.accept)
    if (judged?.severity === 'error') throw refusal('wheel-record-mismatch', argumentsOf(judged))
    if (judged !== undefined) notes.push(judged)
  }
  return notes
}

function argumentsOf({ args }: Finding): Record<'wheel' | 'detail' | 'distribution' | 'sha256', string> {
  const text = (name: string): string => String(args[name] ?? '')
  return {
    wheel: text('wheel'),
    detail: text('detail'),
    distribution: text('distribution'),
    sha256: text('sha256'),
  }
}
