import path from 'node:path'
import { type ConfigOptions, configOf } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import type { SarifPlaces } from './render-sarif.ts'

/** What a log is about. */
export interface SarifOptions extends ConfigOptions {
  /** Checked files, relative to the context's `cwd`. */
  readonly files?: readonly string[]
  /** Absolute path of the folder to which paths in the log are relative; default: the project's. */
  readonly folder?: string
}

/** Finds where the files of findings are. */
export async function sarifPlaces(
  { files = [], folder, ...options }: SarifOptions,
  context: RunContext,
): Promise<SarifPlaces> {
  const { root, config } = await configOf(options, context)
  const base = folder ?? root
  const project = relativeTo(base, root) ?? ''
  const artifacts = files.flatMap((file): [string, string][] => {
    const at = relativeTo(base, path.resolve(context.cwd, file))
    return at === undefined ? [] : [[path.basename(file), at]]
  })
  return {
    project,
    config:
      relativeTo(base, path.resolve(root, config.file ?? 'pyproject.toml')) ??
      path.posix.join(project, 'pyproject.toml'),
    artifacts: new Map(artifacts),
  }
}

/** With `/`; undefined for what is outside of the folder. */
function relativeTo(folder: string, file: string): string | undefined {
  const at = path.relative(folder, file)
  return at.startsWith('..') || path.isAbsolute(at) ? undefined : at.split(path.sep).join('/')
}
