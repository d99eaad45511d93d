import { testProject } from '@exuvia/test-needs/config'

export default testProject('@exuvia/publisher', { globalSetup: ['test/global-setup.ts'] })
