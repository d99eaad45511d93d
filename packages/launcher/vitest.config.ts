import { testProject } from '@exuvia/test-needs/config'

export default testProject('@exuvia/launcher', {
  // test/support.ts removes what a file made after that file.
  isolate: true,
})
