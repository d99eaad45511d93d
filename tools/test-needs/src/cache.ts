import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The folder of the tests' downloads and compiled files; git ignores it. */
export const CACHE = join(import.meta.dirname, '../../../node_modules/.cache/exuvia-tests')

/**
 * The folder that `fill` fills, made once for all test files and all later runs.
 * `key` is everything that the content depends on. Each run fills a folder of its own and
 * renames it, so two simultaneous runs never see partial content.
 */
export async function filledOnce(
  name: string,
  key: unknown,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const digest = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16)
  const folder = join(CACHE, `${name}-${digest}`)
  if (existsSync(join(folder, 'done'))) return folder
  const fresh = `${folder}.${process.pid}`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { recursive: true })
  await fill(fresh)
  await writeFile(join(fresh, 'done'), '')
  await rename(fresh, folder).catch(async (error: unknown) => {
    // Another run was first.
    if (!existsSync(join(folder, 'done'))) throw error
    await rm(fresh, { recursive: true, force: true })
  })
  return folder
}
