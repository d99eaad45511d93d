import { testProject } from './src/config.ts'

export default testProject('@exuvia/test-needs')
