import { availableParallelism } from 'node:os'
import { defineProject } from 'vitest/config'

export default defineProject({
  ssr: { resolve: { conditions: ['@exuvia/source'] } },
  test: {
    name: '@exuvia/compiler',
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Concurrent tests here are interpreters at work: one for each core.
    maxConcurrency: availableParallelism(),
  },
})
