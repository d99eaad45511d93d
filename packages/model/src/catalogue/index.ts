export { AREAS, type ArgumentsOf, CATALOGUE, type Code, type Exactly, type PlainCode } from './catalogue.ts'
export { printable, visible } from './escape.ts'
export { type Rendered, renderMessage } from './render.ts'
export type { Argument, MessageText } from './text.ts'
