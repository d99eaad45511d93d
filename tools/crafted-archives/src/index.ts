export { type TarFields, makeTar, padded, paxRecord, tarHeader } from './tar.ts'
export { type WheelMetadata, wheelParts } from './wheel.ts'
export {
  type ZipEnding,
  type ZipPart,
  descriptor,
  extraField,
  makeZip,
  u16,
  u32,
  u64,
  zip64End,
} from './zip.ts'
export { type ElfParts, type SliceParts, makeElf, makeMachO, makePe } from './native.ts'
