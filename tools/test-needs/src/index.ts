export { filledOnce } from './cache.ts'
export { find, pythonInPyenv, pyenvVersions } from './find.ts'
export { hasTool } from './tools.ts'
