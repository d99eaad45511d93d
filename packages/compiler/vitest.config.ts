import { availableParallelism } from 'node:os'
import { testProject } from '@exuvia/test-needs/config'

export default testProject('@exuvia/compiler', {
  // Concurrent tests here run interpreters: use one per core.
  maxConcurrency: availableParallelism(),
})
