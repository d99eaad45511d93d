import { testProject } from '@exuvia/test-needs/config'

export default testProject('@exuvia/action', { globalSetup: ['test/global-setup.ts'] })
