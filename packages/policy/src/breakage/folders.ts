import { type BreakageCheck, isReached } from './context.ts'

/** Code that takes the place of its module for a folder, as it is not in a zip. */
export const foldersInZip: BreakageCheck = (use, context) => {
  const { kind, level, detail } = use
  if (kind !== 'file-folder' || level === 'main') return undefined
  return {
    way: 'zip',
    severity: use.use !== 'asks' && isReached(use, context) ? 'error' : 'warning',
    what: `${detail} looks for a file beside the module`,
  }
}
