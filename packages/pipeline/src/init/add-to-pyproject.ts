import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseConfig } from '../config/index.ts'
import { replaceText } from '../release/staging.ts'

/**
 * Appends a first config to a project's pyproject.toml, with the line ends of that file. Checks the
 * result before it writes.
 * @throws usage error `config-invalid`; the errors of `replaceText`
 */
export async function addToPyproject(root: string, addition: string): Promise<void> {
  const file = path.join(root, 'pyproject.toml')
  const before = await readFile(file, 'utf8')
  const eol = before.includes('\r\n') ? '\r\n' : '\n'
  const gap = before === '' || before.endsWith('\n') ? eol : eol + eol
  const after = before + gap + addition.replaceAll('\n', eol)
  parseConfig(after, 'pyproject.toml')
  await replaceText(file, after)
}
