export { default } from '@exuvia/test-needs/vitest'
