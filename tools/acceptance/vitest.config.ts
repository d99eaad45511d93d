import { testProject } from '@exuvia/test-needs/config'

export default testProject('@exuvia/acceptance', {
  // test/support.ts removes what a file made after that file.
  isolate: true,
  globalSetup: ['@exuvia/test-needs/bundled-cli', 'test/global-setup.ts'],
  testTimeout: 120_000,
  hookTimeout: 120_000,
})
