export { default } from './tools/test-needs/src/vitest.ts'
