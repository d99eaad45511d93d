import type { BreakageCheck, BreakageContext } from './context.ts'

/** A function of `inspect` that raises OSError where no source is found. */
export const readsOfSource: BreakageCheck = ({ kind, level, detail }) =>
  kind !== 'source-read'
    ? undefined
    : {
        code: 'source-needed',
        way: 'no-source',
        severity: level === 'import' ? 'error' : 'warning',
        what: `${detail} fails without the source`,
      }

/** numba and TorchScript compile from the source file. */
export const decoratorsWithSource: BreakageCheck = ({ kind, level, detail }) =>
  kind !== 'source-decorator'
    ? undefined
    : {
        code: 'source-needed',
        way: 'no-source',
        severity: level === 'import' ? 'error' : 'warning',
        what: `${detail} needs the source file`,
      }

/** A module that opens its own file as text. */
export const readsOfOwnFile: BreakageCheck = ({ kind, level, detail }) =>
  kind !== 'source-self' || level === 'main'
    ? undefined
    : {
        code: 'source-needed',
        way: 'no-source',
        severity: level === 'import' ? 'error' : 'warning',
        what: `${detail} reads bytecode in place of source`,
      }

/** A search by the suffix `.py`, which finds no bytecode. */
export const listsOfModules: BreakageCheck = ({ kind, detail }) =>
  kind !== 'modules-listed'
    ? undefined
    : {
        code: 'source-needed',
        way: 'no-source',
        severity: 'warning',
        what: `looks for files "${detail}", and finds no bytecode`,
      }

/** A module of the distribution that is read, run or copied by its file name. */
export const modulesByName: BreakageCheck = (use, context) => {
  if (use.kind !== 'module-named' || use.reads === undefined || use.reads.length === 0) return undefined
  const { detail } = use
  const file = besideOrBelow(detail, context)
  if (file === undefined || detail.endsWith('__init__.py')) return undefined
  return {
    code: 'source-needed',
    way: 'no-source',
    severity: use.level === 'import' && use.caught !== true && use.use !== '' ? 'error' : 'warning',
    what: `reads ${file}, which ships as bytecode`,
  }
}

/** The module that the name means, if it ships without source. */
function besideOrBelow(name: string, { path, decided }: BreakageContext): string | undefined {
  const beside = `${path.slice(0, path.lastIndexOf('/') + 1)}${name}`
  const found = decided.has(beside)
    ? beside
    : name.includes('/')
      ? [...decided.keys()].find((each) => each.endsWith(`/${name}`))
      : undefined
  return found !== undefined && decided.get(found)?.ship === 'bytecode' ? found : undefined
}
