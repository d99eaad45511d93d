import { availableParallelism } from 'node:os'
import { testProject } from '@exuvia/test-needs/config'

export default testProject('@exuvia/compiler', {
  // Concurrent tests here are interpreters at work: one for each core.
  maxConcurrency: availableParallelism(),
})
