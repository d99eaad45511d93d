export { type ListRequest } from './list-release.ts'
export { type RemoteFile } from './remote-file.ts'
export { type NamedIndex } from './settings.ts'
export {
  type WheelStatistics,
  checkWheels,
  clearWheels,
  pruneWheels,
  wheelStatistics,
} from './wheel-cache.ts'
export { type StoreEvent, type WheelStore, type WheelStoreOptions, openWheelStore } from './wheel-store.ts'
