import { testProject } from '@exuvia/test-needs/config'

export default testProject('@exuvia/packaging', { globalSetup: ['test/global-setup.ts'] })
