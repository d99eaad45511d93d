import { defineProject } from 'vitest/config'

export default defineProject({
  ssr: { resolve: { conditions: ['@exuvia/source'] } },
  test: {
    name: '@exuvia/project',
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 60_000,
  },
})
