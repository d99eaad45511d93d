import { readInside } from '@exuvia/files'
import { ExuviaError } from '@exuvia/model'

/** Of a README, a list of requirements or a file that holds a version. Bytes. */
const MAX_TEXT = 16 * 2 ** 20

/**
 * The text of one of a project's files, read inside the project alone.
 * @param path relative to the project
 * @returns undefined where there is no such file, or it may not be read
 * @throws as `readInside`
 */
export async function readProjectText(root: string, path: string): Promise<string | undefined> {
  try {
    return (await readInside(root, path, MAX_TEXT))?.toString('utf8')
  } catch (error) {
    if (error instanceof ExuviaError) throw error
    return undefined
  }
}
