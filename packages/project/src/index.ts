export { readProject, type ReadProjectOptions } from './read-project.ts'
export { findProjectFacts, type ProjectFacts } from './project-facts.ts'
export { MAX_CONTENT, openContent, readContent } from './content.ts'
export { readWheel, readWheelMetadata, type Wheel, type WheelMetadata } from './wheel.ts'
