import type { TomlView } from '@exuvia/files'
import { hatchTable } from './hatch-toml.ts'

/**
 * The files that a project's backend writes while it builds, as its tables name them. No commit needs to
 * contain them: setuptools-scm, hatch-vcs, hatchling's version hook, pdm-backend and versioningit.
 */
export function generatedFiles(pyproject: TomlView, hatchToml: TomlView | undefined): string[] {
  const tool = pyproject.table('tool')
  const build = hatchTable(pyproject, hatchToml, 'build')
  const hooks = [build, build.table('targets', 'wheel')].map((table) => table.table('hooks'))
  const named = [
    ...['version_file', 'write_to'].map((key) => tool.table('setuptools_scm').value(key)),
    ...hooks.flatMap((table) => [
      table.table('vcs').value('version-file'),
      table.table('version').value('path'),
    ]),
    tool.table('pdm', 'version').value('write_to'),
    tool.table('versioningit', 'write').value('file'),
  ]
  return named.filter((path) => typeof path === 'string')
}
