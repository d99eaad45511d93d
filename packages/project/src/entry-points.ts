import { type Distribution, type EntryPoint, finding, type SourceFile } from '@exuvia/model'
import { isStandardModule } from '@exuvia/packaging'
import { readContent } from './content.ts'
import { type Gap, oneTarget } from './gaps.ts'

/** The limit for a module that an entry point names, in bytes; a longer one is not searched. */
const MAX_MODULE = 4 * 2 ** 20

/**
 * Finds commands of the project whose module or attribute does not ship: they would fail when a customer starts
 * them. What may come from elsewhere, or may be bound in a way that only running shows, is not reported.
 * @param own the project itself
 * @param contents all distributions of one target
 * @param mayBeElsewhere whether the customer supplies some distributions
 */
export async function checkEntryPoints(
  own: Distribution,
  contents: readonly Distribution[],
  mayBeElsewhere: boolean,
): Promise<Gap[]> {
  const files = new Map(contents.flatMap((item) => item.files.map((file) => [file.path, file])))
  const found: Gap[] = []
  for (const entry of own.entryPoints) {
    const reason = await problemOf(entry, files, mayBeElsewhere)
    if (reason === undefined) continue
    const reference = `${entry.module}:${entry.attribute}`
    const args = { command: entry.name, reference, reason }
    found.push({
      key: JSON.stringify(['entry-point-missing', args]),
      report: (targets) => finding('entry-point-missing', 'error', oneTarget(targets), args),
    })
  }
  return found
}

async function problemOf(
  { module, attribute }: EntryPoint,
  files: ReadonlyMap<string, SourceFile>,
  mayBeElsewhere: boolean,
): Promise<string | undefined> {
  const base = `lib/${module.replaceAll('.', '/')}`
  const source = files.get(`${base}.py`) ?? files.get(`${base}/__init__.py`)
  if (source !== undefined) {
    const [first = ''] = attribute.split('.')
    const isSubmodule = [...files.keys()].some((path) => path.startsWith(`${base}/${first}`))
    if (isSubmodule || (await mayBind(source, first))) return undefined
    return `${source.path} does not define ${first}`
  }
  const isCompiled = [...files.keys()].some(
    (path) => path.startsWith(`${base}.`) || path.startsWith(`${base}/__init__.`),
  )
  if (isCompiled) return undefined
  const [top = ''] = module.split('.')
  const hasTop = [...files.keys()].some(
    (path) => path.startsWith(`lib/${top}/`) || path.startsWith(`lib/${top}.`),
  )
  if (!hasTop && (mayBeElsewhere || isStandardModule(top))) return undefined
  return `${base}.py does not ship`
}

/**
 * Whether a module may bind a name. A name that occurs nowhere in its text is bound by no statement; star imports,
 * `__getattr__` and code that writes names at run time may bind any.
 */
async function mayBind(source: SourceFile, name: string): Promise<boolean> {
  if (source.size > MAX_MODULE) return true
  const text = Buffer.from(await readContent(source.content, MAX_MODULE)).toString('utf8')
  const dense = text.replaceAll(/\s/g, '')
  if (/import\(?\*|__getattr__|globals\(|exec\(|setattr\(|sys\.modules/.test(dense)) return true
  const code = text.replaceAll(/#[^\n]*/g, '')
  return code.split(/[^\p{ID_Continue}]+/u).includes(name)
}
