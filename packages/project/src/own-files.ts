import { open } from 'node:fs/promises'
import {
  BUILT_IN_FILES,
  type Config,
  type Finding,
  finding,
  outsideError,
  refusal,
  type SourceFile,
  usageError,
} from '@exuvia/model'
import { hasNativeName } from '@exuvia/packaging'
import { globFiles } from './config-files.ts'
import { placeScript } from './place-script.ts'
import { libRole } from './file-roles.ts'
import type { Layout, LibFile } from './layouts/layout.ts'
import type { Tree, TreeFile } from './tree.ts'

/**
 * Places the project's own files in a release, without metadata and licences.
 * @throws refusal `link-outside`; usage errors for globs and scripts
 */
export async function placeOwnFiles(
  tree: Tree,
  layout: Layout,
  config: Config,
): Promise<{ readonly files: readonly SourceFile[]; readonly findings: readonly Finding[] }> {
  const findings: Finding[] = []
  const excluded = new Set(globFiles(tree, config, 'exclude'))
  const placing: Placing = { tree, excluded, files: [], findings }
  refuseUnreadable(tree, layout, excluded, findings)
  for (const file of layout.files) {
    if (isLeftOut(file, tree, findings)) continue
    if (!file.path.includes('/') && file.path.endsWith('.pth')) {
      findings.push(finding('pth-not-run', 'warning', { path: file.file }))
      continue
    }
    place(placing, `lib/${file.path}`, libRole(file.path), file.file)
  }
  for (const [path, origin] of Object.entries(layout.data ?? {})) place(placing, path, 'data', origin)
  await placeNamed(placing, config, layout.scripts ?? {})
  return { files: placing.files, findings }
}

/**
 * Places the files that the configuration adds to the project: `project.include` and `project.scripts`.
 * @throws as `placeOwnFiles`
 */
export async function placeConfigured(
  tree: Tree,
  config: Config,
  findings: Finding[],
): Promise<readonly SourceFile[]> {
  const placing: Placing = { tree, excluded: new Set(), files: [], findings }
  await placeNamed(placing, config, {})
  return placing.files
}

interface Placing {
  readonly tree: Tree
  readonly excluded: ReadonlySet<string>
  readonly files: SourceFile[]
  readonly findings: Finding[]
}

function place(
  { tree, excluded, files, findings }: Placing,
  path: string,
  role: SourceFile['role'],
  origin: string,
  executable?: boolean,
): void {
  const file = tree.files.get(origin)
  if (file === undefined || excluded.has(origin)) return
  if (!isUsable(file, findings)) return
  files.push({
    path,
    role,
    size: file.size,
    executable: executable ?? file.executable,
    content: { kind: 'disk', path: file.absolute },
    origin,
  })
}

async function placeOwnScript(
  { tree, excluded, files, findings }: Placing,
  name: string,
  origin: string,
): Promise<void> {
  const file = tree.files.get(origin)
  if (file === undefined || excluded.has(origin) || !isUsable(file, findings)) return
  const content = { kind: 'disk' as const, path: file.absolute }
  files.push(await placeScript(name, { size: file.size, content, origin }))
}

async function placeNamed(
  placing: Placing,
  config: Config,
  ofLayout: Readonly<Record<string, string>>,
): Promise<void> {
  const { tree } = placing
  for (const path of globFiles(tree, config, 'include')) {
    if (BUILT_IN_FILES.has(path)) throw usageError('reserved-path', { path })
    place(placing, path, 'data', path)
  }
  const scripts = new Map(Object.entries(ofLayout))
  for (const path of globFiles(tree, config, 'scripts')) {
    await requireInterpreterLine(tree, path)
    scripts.set(path.slice(path.lastIndexOf('/') + 1), path)
  }
  // Those that a backend's table names ship as in its wheel, with or without `#!`.
  for (const [name, origin] of scripts) await placeOwnScript(placing, name, origin)
}

/** Lists the native files among a project's files; if there are any, its targets must name a platform. */
export function nativeFiles(files: readonly SourceFile[]): string[] {
  return files.filter((file) => file.role === 'native').map((file) => file.origin)
}

/** Leaves out git-ignored files, except modules (often generated), built extensions and files that a table names. */
function isLeftOut(file: LibFile, tree: Tree, findings: Finding[]): boolean {
  const source = tree.files.get(file.file)
  if (source?.ignored !== true || file.named === true) return false
  if (/\.pyi?$/.test(file.file) || hasNativeName(file.file)) return false
  findings.push(finding('file-skipped', 'note', { path: file.file }, { reason: 'git ignores it' }))
  return true
}

/**
 * Refuses a folder that cannot be listed directly inside one that ships, because its files may ship too. Others
 * are noted.
 */
function refuseUnreadable(
  tree: Tree,
  layout: Layout,
  excluded: ReadonlySet<string>,
  findings: Finding[],
): void {
  const shipping = new Set(
    layout.files
      .filter(({ file }) => !excluded.has(file))
      .flatMap(({ file }) => (file.includes('/') ? [file.slice(0, file.lastIndexOf('/'))] : [])),
  )
  for (const [path, reason] of tree.unreadable) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    if (shipping.has(parent) || (parent === '' && layout.files.length === 0)) {
      throw outsideError('unreadable', { file: path, reason })
    }
    findings.push(finding('file-skipped', 'note', { path }, { reason: `it cannot be read: ${reason}` }))
  }
}

function isUsable(file: TreeFile, findings: Finding[]): boolean {
  if (file.state === 'file') return true
  if (file.state === 'unnamed') throw usageError('name-not-utf8', { file: file.path })
  if (file.state === 'outside') {
    throw refusal('link-outside', { file: file.path, target: 'another place', folder: 'the project' })
  }
  const reason =
    file.state === 'broken' ? 'it is a link to a missing file or to itself' : 'it is not a regular file'
  findings.push(finding('file-skipped', 'warning', { path: file.path }, { reason }))
  return false
}

async function requireInterpreterLine(tree: Tree, path: string): Promise<void> {
  const file = tree.files.get(path)
  if (file?.state !== 'file') return
  const handle = await open(file.absolute)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    if (bytesRead === 2 && buffer.toString('latin1') === '#!') return
  } finally {
    await handle.close()
  }
  throw usageError('no-interpreter-line', { path })
}
