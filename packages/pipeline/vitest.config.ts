import { testProject } from '@exuvia/test-needs/config'

export default testProject('@exuvia/pipeline', {
  // Some files mock modules, change the current folder or the umask.
  isolate: true,
})
