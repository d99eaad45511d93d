import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

// vitest reads a file's tag only at the beginning of a comment line, and ignores others silently.
test('every @module-tag is where vitest reads it', () => {
  const files = globSync('{apps,packages,tools}/*/test/**/*.test.ts', { cwd: root }).filter(
    (file) => !file.endsWith('module-tags.test.ts'),
  )
  expect(files.length).toBeGreaterThan(100)
  const unread = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .filter(
        (line) => line.includes('@module-tag ') && !/^(?:\/\*\*| \*) @module-tag \w+(?: \*\/)?$/.test(line),
      )
      .map((line) => `${file}: ${line}`),
  )
  expect(unread).toEqual([])
})
