import { testProject } from '@exuvia/test-needs/config'

export default testProject('exuvia', { globalSetup: ['@exuvia/test-needs/bundled-cli'] })
