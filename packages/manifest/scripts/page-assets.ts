import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { build } from 'rolldown'

const PAGE = join(import.meta.dirname, '../page')

/**
 * The module src/page/assets.ts: the script of a page with the library that it uses, and its style,
 * each without what only people read.
 */
export async function pageAssets(): Promise<string> {
  const { output } = await build({
    input: join(PAGE, 'main.ts'),
    platform: 'browser',
    write: false,
    output: { format: 'iife', minify: true },
    resolve: { conditionNames: ['@exuvia/source', 'import', 'default'] },
  })
  const license = await readFile(
    new URL('LICENSE', import.meta.resolve('d3-hierarchy').replace(/src\/[^/]*$/, '')),
    'utf8',
  )
  const script = `/* Contains d3-hierarchy.\n${license.trim()} */\n${output[0].code.trim()}`
  const style = (await readFile(join(PAGE, 'style.css'), 'utf8')).replaceAll(/\s*\n\s*/g, '\n').trim()
  return [
    '// scripts/make-page.ts wrote this file from page/: change the sources there.',
    `export const SCRIPT =\n  ${literal(script)}`,
    `export const STYLE =\n  ${literal(style)}`,
    '',
  ].join('\n')
}

/** A text as a literal, in the quotes of which it contains fewer, as the formatter writes it. */
function literal(text: string): string {
  const double = JSON.stringify(text)
  if (text.split("'").length > text.split('"').length) return double
  return `'${double
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`
}
