import { defineProject } from 'vitest/config'

export default defineProject({
  ssr: { resolve: { conditions: ['@exuvia/source'] } },
  test: {
    name: '@exuvia/acceptance',
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
