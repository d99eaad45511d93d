import { isPythonScript, isSourceName } from '@exuvia/files'
import { distInfoRole, parseDistInfoPath } from '@exuvia/packaging'
import type { ArchiveFile } from './archive-file.ts'
import { type FileKind, isCythonName, kindOfData } from './file-kind.ts'
import { MODULE_FOLDERS } from './foreign-layout.ts'

/**
 * The kind of a file in an archive of any tool, as `build` knows it by its role.
 * @param path below the archive's folder
 * @param installed where an installer puts it
 */
export function foreignKind(file: ArchiveFile, path: string, installed: string): FileKind {
  if (isSourceName(path)) return 'python'
  const kind = kindOfData(installed, file.inside === undefined && isPythonScript(file.head))
  if (isCythonName(path) || kind === 'stub') return kind
  const parent = parseDistInfoPath(path)?.parent
  const isInstalled = parent !== undefined && parent.replace(MODULE_FOLDERS, '') === ''
  if (isInstalled) return distInfoRole(path) ?? kind
  if (/(?:^|\/)[^/]+\.egg-info\//.test(path)) return 'metadata'
  if (kind !== 'data') return kind
  if (file.native !== undefined) return 'native'
  if (path.startsWith('LICENSES/')) return 'license'
  return /^bin\/[^/]+$/.test(installed) ? 'script' : kind
}
