import type { SourceFile } from '@exuvia/model'
import { describeContent, innerBudget } from '@exuvia/files'
import { openContent } from './content.ts'

/** Files that are open at once. */
const WIDTH = 8

/**
 * Adds what the content of files shows, whatever their names: a Python script, an archive with source in it, or
 * machine code. Modules, stubs and metadata are what their names say.
 */
export async function withContentFacts(files: readonly SourceFile[]): Promise<SourceFile[]> {
  const result = [...files]
  const budget = innerBudget(files.reduce((sum, { size }) => sum + size, 0))
  let next = 0
  const work = async (): Promise<void> => {
    while (next < files.length) {
      const index = next
      next += 1
      const file = files[index]
      if (file !== undefined && EXAMINED.has(file.role))
        result[index] = {
          ...file,
          facts: await describeContent(file.path, openContent(file.content), budget),
        }
    }
  }
  await Promise.all(Array.from({ length: WIDTH }, work))
  return result
}

const EXAMINED = new Set<SourceFile['role']>(['data', 'script', 'license', 'native'])
