import { type ManifestFile, type ReleaseManifest, compareText } from '@exuvia/model'

import { nameOf } from '../artifact-name.ts'
import { visible } from '../text.ts'
import { FILE_KINDS, fileKindOf } from './file-kind.ts'
import { CHANGES, type PageData } from './page-rows.ts'

/** The name of what belongs to no distribution. */
const NO_DISTRIBUTION = 'Exuvia'

/** The file of a tarball that its own list does not contain. */
const OWN_MANIFEST = 'EXUVIA.json'

/**
 * Makes the rows of a page. The bytes of an artifact's rows add up to its `sizes.unpacked`, except those
 * of files that are gone, which have none.
 */
export function describePageData(manifest: ReleaseManifest, previous: ReleaseManifest | undefined): PageData {
  const tables = { folders: new Table(['']), distributions: new Table([]), paths: new Map<string, number>() }
  const places: number[] = []
  const names: string[] = []
  const rows: number[] = []
  const artifacts: string[] = []
  const pathOf = (path: string): number => {
    const known = tables.paths.get(path)
    if (known !== undefined) return known
    const cut = path.lastIndexOf('/') + 1
    places.push(tables.folders.indexOf(visible(path.slice(0, cut))))
    names.push(visible(path.slice(cut)))
    tables.paths.set(path, names.length - 1)
    return names.length - 1
  }
  const add = (file: Facts, change: (typeof CHANGES)[number], before: number): void => {
    const at = artifacts.length - 1
    const distribution = tables.distributions.indexOf(visible(file.distribution ?? NO_DISTRIBUTION))
    const kind = FILE_KINDS.indexOf(fileKindOf(file))
    rows.push(at, pathOf(file.path), distribution, kind, file.size, CHANGES.indexOf(change), before)
  }
  const earlier = new Map(previous?.artifacts.map((artifact) => [nameOf(artifact), artifact]))
  for (const artifact of manifest.artifacts) {
    artifacts.push(visible(nameOf(artifact)))
    const old = earlier.get(nameOf(artifact))
    const before = new Map(old === undefined ? [] : filesOf(old).map((file) => [file.path, file]))
    for (const file of filesOf(artifact)) {
      const was = before.get(file.path)
      before.delete(file.path)
      if (previous === undefined) add(file, '', 0)
      else add(file, changeOf(was, file), was?.size ?? 0)
    }
    for (const gone of before.values()) add({ ...gone, size: 0 }, 'gone', gone.size)
    earlier.delete(nameOf(artifact))
  }
  for (const [name, artifact] of earlier) {
    artifacts.push(visible(name))
    for (const gone of filesOf(artifact)) add({ ...gone, size: 0 }, 'gone', gone.size)
  }
  return {
    title: visible(`${manifest.name} ${manifest.version}`),
    artifacts,
    folders: tables.folders.values,
    places,
    names,
    distributions: tables.distributions.values,
    kinds: FILE_KINDS,
    changes: CHANGES,
    compared: previous !== undefined,
    rows,
  }
}

type Facts = Omit<ManifestFile, 'sha256' | 'mode'> & { readonly sha256?: string }

function changeOf(was: Facts | undefined, file: Facts): (typeof CHANGES)[number] {
  if (was === undefined) return 'new'
  if (file.size !== was.size) return file.size > was.size ? 'grew' : 'shrank'
  return file.sha256 === was.sha256 && file.link === was.link ? 'same' : 'changed'
}

/** The files of an artifact, sorted by path, with the one that its list leaves out. */
function filesOf({ files, sizes, tarballManifest }: ReleaseManifest['artifacts'][number]): readonly Facts[] {
  const listed = files.reduce((sum, { size }) => sum + size, 0)
  const own =
    tarballManifest === undefined || sizes.unpacked <= listed
      ? []
      : [{ path: OWN_MANIFEST, size: sizes.unpacked - listed, sha256: tarballManifest }]
  return [...files, ...own].sort((a, b) => compareText(a.path, b.path))
}

/** Texts by index, each once. */
class Table {
  readonly values: string[]
  readonly #known: Map<string, number>

  constructor(values: readonly string[]) {
    this.values = [...values]
    this.#known = new Map(values.map((value, index) => [value, index]))
  }

  indexOf(value: string): number {
    const known = this.#known.get(value)
    if (known !== undefined) return known
    this.values.push(value)
    this.#known.set(value, this.values.length - 1)
    return this.values.length - 1
  }
}
