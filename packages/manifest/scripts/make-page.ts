import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { pageAssets } from './page-assets.ts'

// Writes src/page/assets.ts from the script and the style in page/. A test compares it.

const OUT = join(import.meta.dirname, '../src/page/assets.ts')
const text = await pageAssets()
if ((await readFile(OUT, 'utf8').catch(() => '')) !== text) await writeFile(OUT, text)
