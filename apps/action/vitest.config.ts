import { defineProject } from 'vitest/config'

export default defineProject({
  ssr: { resolve: { conditions: ['@exuvia/source'] } },
  test: {
    name: '@exuvia/action',
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
