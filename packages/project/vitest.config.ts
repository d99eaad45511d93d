import { testProject } from '@exuvia/test-needs/config'

export default testProject('@exuvia/project', { globalSetup: ['test/global-setup.ts'] })
