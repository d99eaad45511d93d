import { type Content, type Finding, finding, type SourceFile } from '@exuvia/model'
import { readContent } from './content.ts'
import {
  headers,
  isBytecodePath,
  isLicenseName,
  isRecordName,
  parseWheelDataPath,
  placeOfBytecode,
  withInterpreter,
} from '@exuvia/packaging'
import { libRole } from './file-roles.ts'
import { placeScript, type ScriptFile } from './place-script.ts'
import type { WheelMetadata } from './wheel.ts'
import type { ZipEntry } from '@exuvia/files'

/** Files that installers write for one place on one machine. Exuvia writes RECORD again. */
const NOT_KEPT = new Set(['INSTALLER', 'REQUESTED', 'direct_url.json'])

/** A larger file is no script, in bytes. */
const MAX_SCRIPT = 16 * 2 ** 20

/**
 * Places each file of a wheel in a release: the root and `.data/purelib`, `.data/platlib`
 * in `lib/`, `.data/scripts` in `bin/` (`placeScript`), `.data/data` in the release's root (the installation
 * prefix). It skips headers, which are for compilers, and `.pth` files, which have no effect
 * outside a site folder. Licence texts also go to `LICENSES/`.
 */
export async function placeWheelFiles(
  wheel: WheelMetadata,
  entries: ReadonlyMap<string, ZipEntry>,
): Promise<{ readonly files: readonly SourceFile[]; readonly findings: readonly Finding[] }> {
  const files: SourceFile[] = []
  const findings: Finding[] = []
  const licenseFiles = new Set(headers(wheel.metadata, 'License-File'))
  const licenseFileNames = new Set([...licenseFiles].map((path) => path.slice(path.lastIndexOf('/') + 1)))
  for (const entry of entries.values()) {
    const origin = `${wheel.filename}!${entry.path}`
    const content: Content = { kind: 'zip', archive: wheel.path, entry: entry.path }
    const base = { size: entry.size, executable: entry.executable, content, origin }
    const data = parseWheelDataPath(entry.path, wheel)
    if (data === undefined) addToLib(entry.path, base)
    else if (data.scheme === 'purelib' || data.scheme === 'platlib') addToLib(data.rest, base)
    else if (data.scheme === 'data') files.push({ ...base, path: data.rest, role: 'data' })
    else if (data.scheme === 'scripts') {
      files.push(await placeScript(data.rest, base, script))
    } else if (data.scheme === 'headers') {
      findings.push(skipped(origin, 'it is a C header, which only compilers need'))
    } else findings.push(skipped(origin, `the wheel format does not define .data/${data.scheme}`))
  }
  return { files, findings }

  /** Whether bytecode is beside its source or in `__pycache__`; bytecode without source is the wheel's content. */
  function isCache(entry: string): boolean {
    return isBytecodePath(entry) && (placeOfBytecode(entry).cached || entries.has(entry.slice(0, -1)))
  }

  function addToLib(path: string, base: Omit<SourceFile, 'path' | 'role'>): void {
    const inDistInfo = path.startsWith(`${wheel.distInfo}/`)
    const below = inDistInfo ? path.slice(wheel.distInfo.length + 1) : undefined
    if (below !== undefined && (isRecordName(below) || NOT_KEPT.has(below))) return
    if (!path.includes('/') && path.endsWith('.pth')) {
      findings.push(finding('pth-not-run', 'warning', { path: base.origin }))
      return
    }
    if (isCache(base.origin.slice(base.origin.indexOf('!') + 1))) {
      findings.push(skipped(base.origin, 'it is bytecode, and Exuvia compiles it again'))
      return
    }
    const isLicense =
      below !== undefined &&
      (below.startsWith('licenses/') ||
        licenseFiles.has(below) ||
        // Until version 77, setuptools put files of other folders beside METADATA.
        (!below.includes('/') && licenseFileNames.has(below)) ||
        (!below.includes('/') && isLicenseName(below)))
    files.push({ ...base, path: `lib/${path}`, role: isLicense ? 'license' : libRole(path) })
    if (isLicense) {
      // Both places may have a text of one name.
      const plain = below.replace(/^licenses\//, '')
      const name = plain !== below && entries.has(`${wheel.distInfo}/${plain}`) ? below : plain
      files.push({ ...base, path: `LICENSES/${wheel.normalizedName}/${name}`, role: 'license' })
    }
  }
}

/** Gives a script that gets no launcher the interpreter of the customer's machine. */
async function script(base: ScriptFile): Promise<ScriptFile> {
  if (base.size > MAX_SCRIPT) return base
  const bytes = withInterpreter(await readContent(base.content))
  return bytes === undefined ? base : { ...base, size: bytes.length, content: { kind: 'memory', bytes } }
}

function skipped(path: string, reason: string): Finding {
  return finding('file-skipped', 'note', { path }, { reason })
}
