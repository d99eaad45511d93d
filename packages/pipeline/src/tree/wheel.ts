import path from 'node:path'
import { writeWheel } from '@exuvia/archiver'
import { refusal } from '@exuvia/model'
import { isRecordName, parseDistInfoPath, retagWheelFile, retagWheelName } from '@exuvia/packaging'
import type { RunContext } from '../context.ts'
import { textEntry } from '../stages/entries.ts'
import { collect } from '@exuvia/files'
import type { TimedEntry } from './entries.ts'
import type { CompileOptions } from './options.ts'

/**
 * Writes a wheel of compiled entries, tagged for the runtime.
 * @returns its file name
 * @throws refusal `wheel-without-metadata`
 */
export async function makeWheel(
  folder: string,
  wheel: string,
  entries: readonly TimedEntry[],
  options: CompileOptions,
  context: RunContext,
): Promise<string> {
  const name = retagWheelName(wheel, options.runtime)
  const wheelFile = entries.find((entry) => isOwnMetadata(entry.path, (file) => file === 'WHEEL'))
  if (wheelFile === undefined) throw refusal('wheel-without-metadata', { wheel })
  const text = (await collect(wheelFile.open())).toString('utf8')
  // The old RECORD and its signatures describe files that have changed.
  const kept = entries.filter((entry) => entry !== wheelFile && !isOwnMetadata(entry.path, isRecordName))
  const all = [...kept, textEntry(wheelFile.path, retagWheelFile(text, wheel, options.runtime))]
  await writeWheel(path.join(folder, name), all, {
    mtime: wheelTime(context.env),
    signal: context.signal,
  })
  return name
}

function isOwnMetadata(at: string, isMeant: (file: string) => boolean): boolean {
  const inside = parseDistInfoPath(at)
  return inside?.parent === '' && isMeant(inside.file)
}

/** SOURCE_DATE_EPOCH, or else the earliest time that a zip can store. */
function wheelTime(env: NodeJS.ProcessEnv): number {
  const given = Number(env['SOURCE_DATE_EPOCH'] ?? Number.NaN)
  return Number.isInteger(given) && given >= 315_532_800 ? given : 315_532_800
}
