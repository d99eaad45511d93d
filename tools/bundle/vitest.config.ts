import { testProject } from '@exuvia/test-needs/config'

export default testProject('@exuvia/bundle')
