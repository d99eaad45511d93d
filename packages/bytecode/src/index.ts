export {
  type PycHeader,
  type SourceFacts,
  changeHeader,
  makeHeader,
  parseHeader,
  sourceHash,
} from './header.ts'
export { BytecodeError } from './error.ts'
export {
  type CodeValue,
  type ItemsValue,
  type LeafValue,
  type MarshalValue,
  type RefValue,
  type SingletonValue,
  TYPE,
} from './types.ts'
export { type MarshalFile, type PycFile, readMarshal, readPyc } from './read.ts'
export { writeMarshal, writePyc } from './write.ts'
export { integerOf, isText, itemsOf, payloadOf, resolve, textOf } from './decode.ts'
export { type CodeSizes, type SizeDescription, type SizeKinds, describeSizes } from './sizes.ts'
export {
  type CodeDescription,
  type FunctionDescription,
  type PycDescription,
  describePyc,
} from './describe.ts'
export { type Readable, type Reveal, readable, revealPyc, writtenTexts } from './reveal.ts'
export { type OutsidePath } from './outside-paths.ts'
export { addKinds, measureKinds, unreadKinds } from './kinds.ts'
export { type MpyArchitecture, type MpyHeader, parseMpy } from './mpy.ts'
export { NORMAL_FORM, whyUnreadable } from './form.ts'
export { type LineDetail } from './lines.ts'
export { type SlimSteps, normalise, slim } from './normalise.ts'
export { type Difference, type DifferenceKind, diffPyc } from './diff.ts'
export { diffMpy } from './diff-mpy.ts'
export { type Change } from './diff-changes.ts'
