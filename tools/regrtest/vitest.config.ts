import { defineProject } from 'vitest/config'

export default defineProject({
  ssr: { resolve: { conditions: ['@exuvia/source'] } },
  test: {
    name: '@exuvia/regrtest',
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
  },
})
