import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGE = dirname(fileURLToPath(import.meta.resolve('exuvia/package.json')))

/** The built command line, as npm links it. */
export const CLI = join(PACKAGE, 'dist/start.js')

/** The command line from its sources, for `--conditions=@exuvia/source`. */
export const CLI_SOURCE = join(PACKAGE, 'src/start.ts')
