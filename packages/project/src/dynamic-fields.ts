import { recordOf } from '@exuvia/model'
import type { TomlView } from '@exuvia/files'
import {
  type EntryPointGroups,
  header,
  headers,
  parseEntryPoints,
  parseRequirement,
  type Requirement,
} from '@exuvia/packaging'
import { backendOf, dynamicFields } from './layouts/backends.ts'
import { readProjectText } from './project-text.ts'
import { type SdistFacts, statesField } from './sdist-facts.ts'
import { projectPath } from './tree.ts'

/** Values of dynamic fields (PEP 621); undefined where the field is not dynamic or nothing readable states it. */
export interface DynamicFields {
  readonly description: string | undefined
  readonly classifiers: readonly string[] | undefined
  readonly readme: { readonly text: string; readonly type: string | undefined } | undefined
  readonly requiresPython: string | undefined
  readonly dependencies: readonly Requirement[] | undefined
  /** By extra, as written. */
  readonly optionalDependencies: Readonly<Record<string, readonly Requirement[]>> | undefined
  readonly entryPoints: EntryPointGroups | undefined
  /** Extras that an sdist states; their requirements are among `dependencies`. */
  readonly extras: readonly string[]
  /** Headers of other dynamic fields, as an sdist states them. */
  readonly others: readonly (readonly [name: string, value: string])[]
}

/** Headers that no field above covers, by field. */
const COPIED: Readonly<Record<string, readonly string[]>> = {
  license: ['License', 'License-Expression'],
  authors: ['Author', 'Author-email'],
  maintainers: ['Maintainer', 'Maintainer-email'],
  keywords: ['Keywords'],
  urls: ['Project-URL', 'Home-page', 'Download-URL'],
}

/**
 * Finds dynamic fields without running anything: in the tables of setuptools, in flit's module, in an sdist.
 * @throws usage errors that name file, line and key
 */
export async function readDynamicFields(
  root: string,
  pyproject: TomlView,
  sdist: SdistFacts | undefined,
): Promise<DynamicFields> {
  const dynamic = dynamicFields(pyproject)
  const table = pyproject.table('tool', 'setuptools', 'dynamic')
  const isDynamic = (field: string): boolean => dynamic.includes(field)
  /** A field's text in a file that setuptools' table names. */
  const named = async (field: string): Promise<string | undefined> =>
    isDynamic(field) && table.has(field) ? readFiles(root, table.table(field)) : undefined
  const stated = (field: string): SdistFacts | undefined =>
    isDynamic(field) && statesField(sdist, field) ? sdist : undefined
  const requirements = async (view: TomlView): Promise<Requirement[]> =>
    requirementLines(await readFiles(root, view)).map((line) => parseRequirement(line, view.key('file')))

  const optional = table.table('optional-dependencies')
  const readme = table.table('readme')
  const readmeText = isDynamic('readme') ? await readReadme(root, table, readme) : undefined
  const statedAll = stated('dependencies') ?? stated('optional-dependencies')
  const entryPointText =
    isDynamic('entry-points') || isDynamic('scripts') || isDynamic('gui-scripts')
      ? table.has('entry-points')
        ? await readFiles(root, table.table('entry-points'))
        : undefined
      : undefined
  const flitText = isDynamic('description')
    ? await backendOf(pyproject).description?.({
        pyproject,
        read: async (path) => readProjectText(root, path ?? ''),
      })
    : undefined
  const statedText = stated('readme')
  return {
    description:
      (await named('description'))?.trim() ?? flitText ?? valueOf(stated('description'), 'Summary'),
    classifiers:
      (await named('classifiers'))?.split(/\r?\n/).filter((line) => line.trim() !== '') ??
      valuesOf(stated('classifiers'), 'Classifier'),
    readme:
      readmeText === undefined
        ? statedText === undefined
          ? undefined
          : { text: statedText.metadata.body, type: valueOf(statedText, 'Description-Content-Type') }
        : { text: readmeText, type: readme.string('content-type') ?? 'text/x-rst' },
    requiresPython: valueOf(stated('requires-python'), 'Requires-Python'),
    dependencies:
      isDynamic('dependencies') && table.has('dependencies')
        ? await requirements(table.table('dependencies'))
        : statedRequirements(statedAll),
    optionalDependencies:
      isDynamic('optional-dependencies') && table.has('optional-dependencies')
        ? recordOf(
            await Promise.all(
              optional
                .keys()
                .map(async (extra) => [extra, await requirements(optional.table(extra))] as const),
            ),
          )
        : statedAll === undefined
          ? undefined
          : {},
    extras: valuesOf(statedAll, 'Provides-Extra') ?? [],
    entryPoints: entryPointText === undefined ? undefined : parseEntryPoints(entryPointText),
    others: Object.entries(COPIED).flatMap(([field, names]) => {
      const facts = stated(field)
      return facts === undefined
        ? []
        : names.flatMap((name) => headers(facts.metadata, name).map((value) => [name, value] as const))
    }),
  }
}

async function readReadme(root: string, table: TomlView, readme: TomlView): Promise<string | undefined> {
  if (!table.has('readme')) return undefined
  return readme.string('text') ?? readFiles(root, readme)
}

/** Joins the texts of the files that `file` names, as setuptools does. */
async function readFiles(root: string, view: TomlView): Promise<string> {
  const texts = (view.stringOrStrings('file') ?? []).map(async (file) => {
    const path = projectPath(file)
    const text = path === undefined ? undefined : await readProjectText(root, path)
    if (text === undefined) throw view.error('file', `names "${file}", which cannot be read`)
    return text
  })
  return (await Promise.all(texts)).join('\n')
}

function requirementLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => withoutComment(line).trim())
    .filter((line) => line !== '')
}

/** Removes the comment from a line of a requirements file: `#` at the start or after a blank begins one (pip). */
function withoutComment(line: string): string {
  const start = /(?:^|\s)#/.exec(line)?.index
  return start === undefined ? line : line.slice(0, start)
}

function valueOf(facts: SdistFacts | undefined, name: string): string | undefined {
  return facts === undefined ? undefined : header(facts.metadata, name)
}

function valuesOf(facts: SdistFacts | undefined, name: string): string[] | undefined {
  return facts === undefined ? undefined : headers(facts.metadata, name)
}

/** All requirements of an sdist, those of extras with their markers. */
function statedRequirements(facts: SdistFacts | undefined): Requirement[] | undefined {
  return valuesOf(facts, 'Requires-Dist')?.map((text) => parseRequirement(text, 'PKG-INFO: Requires-Dist'))
}
