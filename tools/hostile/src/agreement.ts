import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readArchive } from '@exuvia/files'
import { ExuviaError } from '@exuvia/model'
import { hasTool } from '@exuvia/test-needs'
import type { Crafted } from './input.ts'
import { type Listed, type Tree, differences, treeOfEntries } from './tree.ts'
import { type Answer, type Family, UNPACKERS, readByPython } from './unpackers.ts'

/** What Exuvia and another program say of one archive. */
export interface Compared {
  readonly archive: string
  readonly tool: string
  /** `agrees`; `refuses`: the other program does not unpack it; `differs`. */
  readonly result: 'agrees' | 'refuses' | 'differs'
  readonly lines: readonly string[]
}

export interface Agreement {
  readonly compared: readonly Compared[]
  /** How many archives Exuvia refuses, by code. */
  readonly refused: ReadonlyMap<string, number>
  readonly missing: readonly string[]
}

/**
 * Reads every archive with Exuvia, and those that it does not refuse with every other program: names, types, sizes and
 * digests have to be the same.
 * @param told receives each comparison as soon as it is made
 */
export async function compareArchives(
  archives: readonly Crafted[],
  told: (compared: Compared) => void = () => undefined,
): Promise<Agreement> {
  const root = mkdtempSync(path.join(tmpdir(), 'exuvia-agreement-'))
  try {
    const refused = new Map<string, number>()
    const read: { name: string; file: string; family: Family; tree: Tree }[] = []
    for (const [index, { name, file, bytes }] of archives.entries()) {
      const folder = path.join(root, String(index))
      mkdirSync(folder)
      const full = path.join(folder, file)
      writeFileSync(full, bytes())
      const answer = await readByUs(full)
      if ('code' in answer) {
        refused.set(answer.code, (refused.get(answer.code) ?? 0) + 1)
        rmSync(folder, { recursive: true })
        continue
      }
      read.push({ name: `${file}: ${name}`, file: full, family: familyOf(file), tree: answer.tree })
    }
    const hasPython = hasTool('python3')
    const python = hasPython
      ? readByPython(read.map(({ file, family }) => [file, family === 'tar' ? 'tar' : 'zip']))
      : []
    const found = UNPACKERS.filter(({ isFound }) => isFound())
    const missing = UNPACKERS.filter((each) => !found.includes(each)).map(({ name }) => name)
    const compared = read.flatMap(({ name, file, family, tree }, index) => {
      const results =
        python[index] === undefined ? [] : [compare(name, pythonName(family), tree, python[index])]
      for (const { name: tool, families, unpack } of found) {
        if (!families.includes(family)) continue
        const folder = path.join(root, 'unpacked')
        mkdirSync(folder)
        const wanted = tool === 'pip' ? asInstalled(tree) : tree
        results.push(compare(name, tool, wanted, unpack(file, folder)))
        rmSync(folder, { recursive: true, force: true })
      }
      for (const each of results) told(each)
      return results
    })
    return { compared, refused, missing: hasPython ? missing : [...missing, 'tarfile', 'zipfile'] }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function familyOf(file: string): Family {
  if (file.endsWith('.whl')) return 'wheel'
  return file.endsWith('.zip') ? 'zip' : 'tar'
}

function pythonName(family: Family): string {
  return family === 'tar' ? 'tarfile' : 'zipfile'
}

async function readByUs(file: string): Promise<{ readonly tree: Tree } | { readonly code: string }> {
  const entries: Listed[] = []
  try {
    for await (const { content, ...entry } of readArchive(file)) {
      const digest = createHash('sha256')
      for await (const chunk of content) digest.update(chunk)
      entries.push({ ...entry, sha256: digest.digest('hex') })
    }
  } catch (error) {
    if (error instanceof ExuviaError) return { code: error.code }
    throw error
  }
  return { tree: treeOfEntries(entries) }
}

function compare(archive: string, tool: string, ours: Tree, answer: Answer): Compared {
  if ('error' in answer) return { archive, tool, result: 'refuses', lines: [answer.error] }
  const composes = tool === 'bsdtar' && [...ours.keys()].some((name) => name !== name.normalize('NFC'))
  // docs/tarballs.md: bsdtar on Linux composes decomposed names.
  const lines = composes ? differences(composed(ours), composed(answer.tree)) : differences(ours, answer.tree)
  return { archive, tool, result: lines.length === 0 ? 'agrees' : 'differs', lines }
}

function composed(tree: Tree): Tree {
  return new Map([...tree].map(([name, what]) => [name.normalize('NFC'), what]))
}

/** What pip is to install of a tree: it writes RECORD again, and makes no empty folder. */
function asInstalled(tree: Tree): Tree {
  const isEmpty = (folder: string): boolean => ![...tree.keys()].some((name) => name.startsWith(`${folder}/`))
  return new Map(
    [...tree].filter(
      ([name, what]) => !/^[^/]+\.dist-info\/RECORD$/.test(name) && !(what === 'folder' && isEmpty(name)),
    ),
  )
}
