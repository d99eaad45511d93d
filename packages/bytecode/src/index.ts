export { type MagicInfo, loadableBy, magicForRuntime, runtimesForMagic } from './magic.ts'
export { type PycHeader, type SourceFacts, makeHeader, parseHeader, sourceHash } from './header.ts'
