import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { parseConfig } from '../../src/config/index.ts'

// What a reader copies from the guide has to be a configuration.
const ROOT = join(import.meta.dirname, '../../../..')
const BLOCKS = globSync(['README.md', 'docs/**/*.md', 'apps/*/README.md', 'packages/*/README.md'], {
  cwd: ROOT,
})
  .toSorted()
  .flatMap((page) => {
    const markdown = readFileSync(join(ROOT, page), 'utf8')
    return [...markdown.matchAll(/^```toml\n(.*?)^```$/gms)].map((match) => ({
      name: `${page}:${markdown.slice(0, match.index).split('\n').length}`,
      toml: match[1] ?? '',
    }))
  })
  .filter(({ toml }) => toml.includes('tool.exuvia'))

test('the pages have configurations', () => {
  expect(BLOCKS.length).toBeGreaterThan(15)
})

test.each(BLOCKS)('the configuration at $name is valid', ({ toml }) => {
  expect(() => parseConfig(toml, 'pyproject.toml')).not.toThrow()
})
