export { type Entry, type WrittenFile } from './entry.ts'
export { type TarballOptions, type WrittenArchive, writeTarball } from './write-tarball.ts'
export { type WheelOptions, writeWheel } from './write-wheel.ts'
export { type ZipOptions, writeZip } from './write-zip.ts'
