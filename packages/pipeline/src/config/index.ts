export { renderInitialConfig } from './initial.ts'
export { configJsonSchema } from './json-schema.ts'
export { loadConfig } from './load.ts'
export { parseConfig } from './parse.ts'
