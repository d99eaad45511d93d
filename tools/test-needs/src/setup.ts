import { beforeAll, inject } from 'vitest'

import { lackingTools } from './needs.ts'

/**
 * Fails a test file that would run without what it needs, before its own hooks can fail
 * with less to say. Only where EXUVIA_ALL_TOOLS is set: else such tests are skipped.
 */
// oxlint-disable-next-line no-empty-pattern -- vitest wants a pattern here to know which fixtures to make
beforeAll(({}, suite) => {
  const lacking = lackingTools(suite, inject('missingTools'))
  if (lacking.length > 0) throw new Error(lacking.join('\n'))
})
