import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { renderReport } from '@exuvia/manifest'
import type { Config } from '@exuvia/model'
import { statFile } from '../commands/release-folder.ts'
import type { RunContext } from '../context.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import { type About, type PublishPathsOptions, projectRoot } from './options.ts'

/** `--notes` is relative to where the user stands, `publish.notes` to the project. */
export function notesFile(
  options: PublishPathsOptions,
  config: Config,
  context: RunContext,
): string | undefined {
  if (options.notes !== undefined) return path.resolve(context.cwd, options.notes)
  if (config.publish.notes === undefined) return undefined
  return path.resolve(projectRoot(options, context), config.publish.notes)
}

/** The text of the GitHub release. */
export async function describeNotes(file: string | undefined, about: About | undefined): Promise<string> {
  const parts: string[] = []
  if (file !== undefined) {
    await statFile(file)
    parts.push((await readFile(file, 'utf8')).trim())
  }
  if (about !== undefined && 'artifacts' in about) {
    parts.push(renderReport(about, { format: 'markdown' }).trim())
    parts.push(`Check what you downloaded: \`sha256sum --check --ignore-missing ${CHECKSUMS}\``)
  }
  return `${parts.join('\n\n')}\n`
}
