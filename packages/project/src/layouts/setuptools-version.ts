import { type FoundVersion, type VersionPlaces, literalVersion } from './backend.ts'
import { packageFolder } from './setuptools.ts'

/** Finds what `tool.setuptools.dynamic.version` names: a file, or an attribute that is a plain literal. */
export async function setuptoolsVersion({
  pyproject,
  read,
}: VersionPlaces): Promise<FoundVersion | undefined> {
  const tool = pyproject.table('tool')
  const table = tool.table('setuptools', 'dynamic', 'version')
  for (const path of table.stringOrStrings('file') ?? []) {
    const text = await read(path)
    if (text === undefined) throw table.error('file', `names "${path}", which is no file of the project`)
    return { text: text.trim(), source: path }
  }
  const attr = table.string('attr')
  if (attr === undefined) return undefined
  const parts = attr.trim().split('.')
  const name = parts.pop() ?? ''
  const folders = tool.table('setuptools').stringTable('package-dir')
  const src = { '': 'src', ...folders }
  // Where setuptools finds the packages itself, `src` counts first; a listed package is where `package-dir` says.
  const isListed = Array.isArray(tool.table('setuptools').value('packages'))
  for (const root of isListed ? [folders] : [src, folders]) {
    const base = packageFolder(parts.join('.'), root)
    for (const path of [`${base}.py`, `${base}/__init__.py`]) {
      const source = await read(path)
      // The first file counts; setuptools imports it if it states no literal.
      if (source !== undefined) return literalVersion(source, path, name)
    }
  }
  return undefined
}
