import { testProject } from '@exuvia/test-needs/config'

export default testProject('@exuvia/acceptance', {
  globalSetup: ['test/global-setup.ts'],
  testTimeout: 120_000,
  hookTimeout: 120_000,
})
