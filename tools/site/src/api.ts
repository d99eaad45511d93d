import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Application } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { REPOSITORY } from './places.ts'

/** The packages that programs other than Exuvia import. */
export const LIBRARIES = ['archiver', 'bytecode', 'deflate', 'publisher']

/**
 * Writes a page of every library's exports, from its docstrings, as `NAME.md`.
 * @param root the repository
 * @param out the folder for the pages
 */
export async function writeApi(root: string, out: string): Promise<void> {
  rmSync(out, { recursive: true, force: true })
  const markdown: Partial<PluginOptions> = {
    outputFileStrategy: 'modules',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    expandParameters: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    propertyMembersFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    tableColumnSettings: { hideSources: true, hideInherited: true, hideOverrides: true, hideModifiers: true },
  }
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    tsconfig: join(import.meta.dirname, '../typedoc.tsconfig.json'),
    entryPoints: LIBRARIES.map((name) => join(root, 'packages', name, 'src/index.ts')),
    basePath: root,
    // `npm run check:types` checks the types.
    skipErrorChecking: true,
    readme: 'none',
    disableGit: true,
    // Paths are below the folder that all packages share.
    sourceLinkTemplate: `${REPOSITORY}/blob/main/packages/{path}#L{line}`,
    groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables'],
    logLevel: 'Warn',
    out,
    ...markdown,
  })
  const project = await app.convert()
  if (project === undefined) throw new Error('typedoc did not read the packages')
  for (const child of project.children ?? []) {
    const name = LIBRARIES.find((library) => child.name.includes(library))
    if (name !== undefined) child.name = name
  }
  await app.generateOutputs(project)
  if (app.logger.hasErrors()) throw new Error('typedoc did not write the pages')
  rmSync(join(out, 'README.md'))
  for (const name of LIBRARIES) {
    const file = join(out, `${name}.md`)
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^# .*\n/, heading(name)))
  }
}

function heading(name: string): string {
  return `---
editLink: false
---

# API of \`@exuvia/${name}\`

\`\`\`sh
npm install @exuvia/${name}
\`\`\`

Everything that the package exports, from its docstrings. [The package](/packages/${name}) has an example and its laws.
`
}
