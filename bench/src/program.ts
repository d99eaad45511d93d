import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The built command line, as npm links it. */
export const CLI = join(dirname(fileURLToPath(import.meta.resolve('exuvia/package.json'))), 'dist/start.js')
