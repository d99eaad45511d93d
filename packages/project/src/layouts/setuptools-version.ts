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
  for (const root of [folders, { '': 'src', ...folders }]) {
    const base = packageFolder(parts.join('.'), root)
    for (const path of [`${base}.py`, `${base}/__init__.py`]) {
      const found = literalVersion(await read(path), path, name)
      if (found !== undefined) return found
    }
  }
  return undefined
}
