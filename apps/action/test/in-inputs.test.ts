import { expect, test } from 'vitest'

import { inInputs } from '../src/in-inputs.ts'

test.each([
  [
    'pass --replace to replace them, or publish under another tag',
    'pass replace: true to replace them, or publish under another tag',
  ],
  [
    'give --repo OWNER/NAME, or set publish.repository',
    'give repository: OWNER/NAME, or set publish.repository',
  ],
  ['leave out --latest, or --draft', 'leave out latest:, or draft: true'],
  [
    'commit them and build again, or build with --allow-dirty "REASON"',
    'commit them and build again, or build with allow-dirty: "REASON"',
  ],
  [
    'merge all parts first: exuvia merge PART... --out dist',
    'merge all parts first: exuvia merge PART... --out dist',
  ],
  [
    'for a preview without one: exuvia publish --dry-run',
    'for a preview without one: exuvia publish --dry-run',
  ],
  ['run it with --help to list its arguments', 'run it with --help to list its arguments'],
])('advice names inputs instead of options: %s', (given, expected) => {
  expect(inInputs(given)).toBe(expected)
})
