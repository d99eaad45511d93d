import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type PycDescription, describePyc } from '@exuvia/bytecode'
import { usageError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { statFile } from './release-folder.ts'

/** No compiler writes one file as large; a larger one is refused unread. */
const MAX_PYC_BYTES = 256 * 1024 * 1024

/** What a .pyc file is: its Python, header, code, and what it gives away. */
export async function inspectFile(file: string, context: RunContext): Promise<PycDescription> {
  const full = path.resolve(context.cwd, file)
  const { size, isFolder } = await statFile(full)
  if (isFolder) throw usageError('not-a-file', `${file} is a folder`, { hint: 'name a .pyc file' })
  if (size > MAX_PYC_BYTES)
    throw usageError('too-large', `${file} has ${size} bytes, too many for a .pyc file`)
  return describePyc(await readFile(full))
}
