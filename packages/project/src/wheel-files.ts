import { type Content, type Finding, finding, type SourceFile } from '@exuvia/model'
import { readContent } from './content.ts'
import { headers, isBytecodePath, isRecordName, placeOfBytecode } from '@exuvia/packaging'
import { isLicenseName, libRole } from './file-roles.ts'
import type { WheelMetadata } from './wheel.ts'
import type { ZipEntry } from '@exuvia/files'

/** Files that installers write for one place on one machine. Exuvia writes RECORD again. */
const NOT_KEPT = new Set(['INSTALLER', 'REQUESTED', 'direct_url.json'])

/**
 * Places each file of a wheel in a release: the root and `.data/purelib`, `.data/platlib`
 * in `lib/`, `.data/scripts` in `bin/`, `.data/data` in the release's root (the installation
 * prefix). It skips headers, which are for compilers, and `.pth` files, which have no effect
 * outside a site folder. Licence texts also go to `LICENSES/`.
 */
export async function placeWheelFiles(
  wheel: WheelMetadata,
  entries: ReadonlyMap<string, ZipEntry>,
): Promise<{ readonly files: readonly SourceFile[]; readonly findings: readonly Finding[] }> {
  const files: SourceFile[] = []
  const findings: Finding[] = []
  const dataFolder = wheel.distInfo.replace(/\.dist-info$/, '.data')
  const licenseFiles = new Set(headers(wheel.metadata, 'License-File'))
  for (const entry of entries.values()) {
    const origin = `${wheel.filename}!${entry.path}`
    const content: Content = { kind: 'zip', archive: wheel.path, entry: entry.path }
    const base = { size: entry.size, executable: entry.executable, content, origin }
    const [top, kind, ...rest] = entry.path.split('/')
    const inside = rest.join('/')
    if (top === dataFolder && kind === 'headers') {
      findings.push(skipped(origin, 'it is a C header, which only compilers need'))
    } else if (top === dataFolder && kind === 'scripts') {
      files.push({ ...(await script(base)), path: `bin/${inside}`, role: 'script', executable: true })
    } else if (top === dataFolder && kind === 'data') {
      files.push({ ...base, path: inside, role: 'data' })
    } else if (top === dataFolder && kind !== 'purelib' && kind !== 'platlib') {
      findings.push(skipped(origin, `the wheel format does not define .data/${kind}`))
    } else {
      addToLib(top === dataFolder ? inside : entry.path, base)
    }
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
        (!below.includes('/') && isLicenseName(below)))
    files.push({ ...base, path: `lib/${path}`, role: isLicense ? 'license' : libRole(path) })
    if (isLicense) {
      const name = below.replace(/^licenses\//, '')
      files.push({ ...base, path: `LICENSES/${wheel.normalizedName}/${name}`, role: 'license' })
    }
  }
}

/**
 * Converts a script of `.data/scripts`. A first line that begins with `#!python` means the
 * installation's interpreter (binary distribution format). Here it becomes `python3` of the
 * PATH, because no path on the customer's machine is known.
 */
async function script(base: Omit<SourceFile, 'path' | 'role'>): Promise<Omit<SourceFile, 'path' | 'role'>> {
  if (base.size > 16 * 2 ** 20) return base
  const bytes = await readContent(base.content)
  const line = /^#!pythonw?(?=[ \t\r\n]|$)/.exec(Buffer.from(bytes.subarray(0, 100)).toString('latin1'))
  if (line === null) return base
  const rewritten = Buffer.concat([Buffer.from('#!/usr/bin/env python3'), bytes.subarray(line[0].length)])
  return { ...base, size: rewritten.length, content: { kind: 'memory', bytes: rewritten } }
}

function skipped(path: string, reason: string): Finding {
  return finding('file-skipped', 'note', { path }, { reason })
}
