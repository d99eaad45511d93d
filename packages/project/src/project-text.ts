import { readInside } from '@exuvia/files'
import { ExuviaError } from '@exuvia/model'

/** The limit for a README, a list of requirements or a file that contains a version, in bytes. */
const MAX_TEXT = 16 * 2 ** 20

/**
 * Reads the text of a project file, never from outside the project.
 * @param path relative to the project
 * @returns undefined if the file does not exist or permissions deny reading it
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
