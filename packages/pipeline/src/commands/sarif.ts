import path from 'node:path'
import type { Finding } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { replaceText } from '../release/staging.ts'
import { type SarifOptions, sarifPlaces } from '../sarif/places.ts'
import { type SarifLog, renderSarif } from '../sarif/render-sarif.ts'

/**
 * Describes findings as a log in SARIF 2.1.0.
 * @throws as `configOf`
 */
export async function describeSarif(
  findings: readonly Finding[],
  options: SarifOptions,
  context: RunContext,
): Promise<SarifLog> {
  return renderSarif(findings, await sarifPlaces(options, context))
}

/**
 * Writes findings as a log in SARIF 2.1.0.
 * @param file relative to the context's `cwd`
 * @returns its absolute path
 * @throws as `configOf`, and the errors of disks
 */
export async function writeSarif(
  file: string,
  findings: readonly Finding[],
  options: SarifOptions,
  context: RunContext,
): Promise<string> {
  const at = path.resolve(context.cwd, file)
  const log = await describeSarif(findings, options, context)
  await replaceText(at, `${JSON.stringify(log, undefined, 2)}\n`)
  return at
}
