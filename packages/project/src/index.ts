export { readProject, type ReadProjectOptions } from './read-project.ts'
export { findProjectFacts, type ProjectFacts } from './project-facts.ts'
export { MAX_CONTENT, openContent, readContent } from './content.ts'
export { recordFindings, WHEEL_LIMITS } from './wheel-record.ts'
export { readWheel, readWheelMetadata, type Wheel, type WheelMetadata } from './wheel.ts'
export { type DoubtOptions, findProjectDoubts } from './project-doubts.ts'
export { readConfiguredTag, type TagReading } from './configured-tag.ts'
export type { OwnWheels } from './own-wheels.ts'
export {
  type BuiltWheel,
  type BuildWheelOptions,
  buildWheel,
  rememberedFolder,
  rememberedWheels,
} from './backend/build-wheel.ts'
export { type BuildTree, digestBuildTree, listBuildTree } from './backend/build-tree.ts'
export { readSourceDate } from './git.ts'
export { uncommittedFiles } from './uncommitted.ts'
export { type ExamineLockOptions, examineLock } from './lock/examine-lock.ts'
export { type MadeLock, type MakeLockOptions, askUvAboutLock, makeLock } from './lock/make-lock.ts'
export type { LockWishes } from './lock/plan-lock.ts'
export { findPyproject } from './pyproject.ts'
export type { LockedFile } from './lock/lock.ts'
export type { ListRequest, NamedIndex, WheelStore } from './lock/wheel-store.ts'
