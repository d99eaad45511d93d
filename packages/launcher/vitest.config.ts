import { defineProject } from 'vitest/config'

export default defineProject({
  ssr: { resolve: { conditions: ['@exuvia/source'] } },
  test: { name: '@exuvia/launcher', include: ['test/**/*.test.ts'] },
})
