import { type CoreMetadata, header, headers, normalizeName, parseCoreMetadata } from '@exuvia/packaging'
import { readProjectText } from './project-text.ts'

/** What the PKG-INFO of an unpacked sdist states. */
export interface SdistFacts {
  readonly metadata: CoreMetadata
  /**
   * Whether a wheel built from the sdist has the same value (core metadata 2.2): every header that is not named
   * under `Dynamic`. Earlier versions promise nothing but name and version.
   */
  readonly isStated: (headerName: string) => boolean
}

/** Reads PKG-INFO in the project's folder; undefined without one, or if it is of another project. */
export async function readSdistFacts(
  root: string,
  name: string | undefined,
): Promise<SdistFacts | undefined> {
  const text = await readProjectText(root, 'PKG-INFO')
  if (text === undefined) return undefined
  const metadata = parseCoreMetadata(text)
  const found = header(metadata, 'Name')
  if (found === undefined || (name !== undefined && normalizeName(found) !== normalizeName(name)))
    return undefined
  const [major = 0, minor = 0] = (header(metadata, 'Metadata-Version') ?? '').split('.').map(Number)
  const isBinding = major > 2 || (major === 2 && minor >= 2)
  const dynamic = new Set(headers(metadata, 'Dynamic').map((each) => each.trim().toLowerCase()))
  return { metadata, isStated: (each) => isBinding && !dynamic.has(each.toLowerCase()) }
}

/** The headers of each field of `[project]` (PEP 621). Entry points are no part of core metadata. */
const HEADERS_OF: Readonly<Record<string, readonly string[]>> = {
  version: ['Version'],
  description: ['Summary'],
  readme: ['Description', 'Description-Content-Type'],
  'requires-python': ['Requires-Python'],
  license: ['License', 'License-Expression'],
  'license-files': ['License-File'],
  authors: ['Author', 'Author-email'],
  maintainers: ['Maintainer', 'Maintainer-email'],
  keywords: ['Keywords'],
  classifiers: ['Classifier'],
  urls: ['Project-URL', 'Home-page', 'Download-URL'],
  dependencies: ['Requires-Dist'],
  'optional-dependencies': ['Provides-Extra', 'Requires-Dist'],
}

/** Whether an sdist states all that a dynamic field becomes. */
export function statesField(sdist: SdistFacts | undefined, field: string): boolean {
  const names = HEADERS_OF[field]
  return sdist !== undefined && names !== undefined && names.every((name) => sdist.isStated(name))
}
