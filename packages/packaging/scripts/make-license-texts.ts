import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { licenseTemplates } from './license-templates.ts'

// Writes the licence texts of SPDX's list, as the package spdx-license-list has them, in the form that the matcher
// reads. Run it after an update of that package: node scripts/make-license-texts.ts

const text = licenseTemplates().join('\n')
const packed = brotliCompressSync(text, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  },
})
const file = join(import.meta.dirname, '../src/license-text/spdx-texts.ts')
writeFileSync(
  file,
  `/** Made by scripts/make-license-texts.ts from spdx-license-list: lines of templates, Brotli, base64. */
export const SPDX_TEXTS =
  '${packed.toString('base64')}'
`,
)
console.log(`${text.split('\n').length} texts, ${text.length} bytes, ${packed.length} compressed`)
