import { afterAll, beforeAll, inject } from 'vitest'

import { removeTemporaryFolders } from './folders.ts'
import { lackingTools } from './needs.ts'

/**
 * Fails a test file whose tools are missing before its own hooks fail with a less helpful
 * error. Only if EXUVIA_ALL_TOOLS is set: otherwise vitest skips such tests.
 */
// oxlint-disable-next-line no-empty-pattern -- vitest requires a pattern here to know which fixtures to make
beforeAll(({}, suite) => {
  const lacking = lackingTools(suite, inject('missingTools'))
  if (lacking.length > 0) throw new Error(lacking.join('\n'))
})

afterAll(removeTemporaryFolders)
