import type { Distribution, LicenseInfo } from '@exuvia/model'
import { readLicense } from '@exuvia/packaging'

/** A distribution's licence, with its evidence. */
export interface DescribedLicense {
  readonly name: string
  readonly version: string
  /** The wheel's file name; null for the project itself. */
  readonly wheel: string | null
  /** SPDX expression; null if unknown. */
  readonly expression: string | null
  readonly source: LicenseInfo['source']
  /** Whether nobody has settled it yet: it is unknown or a guess. */
  readonly open: boolean
  /** Whether the texts decide against the metadata. */
  readonly contradicted: boolean
  /** What the metadata says, in its words. */
  readonly found: string
  readonly texts: readonly {
    /** Where the text is: in the wheel below `.dist-info`, or in the project. */
    readonly path: string
    /** Identifiers of the texts of SPDX's list in it; those of one text with `|`. */
    readonly licenses: readonly string[]
    /** Whether it consists of these texts alone. */
    readonly whole: boolean
  }[]
}

/** Whether a licence still needs a line under `[tool.exuvia.licenses]`. */
export function isOpenLicense({ source, expression }: LicenseInfo): boolean {
  return source === 'guess' || expression === undefined || readLicense(expression) === undefined
}

/** Describes a distribution's licence. */
export function describeLicense({ name, version, wheel, license }: Distribution): DescribedLicense {
  return {
    name,
    version,
    wheel: wheel ?? null,
    expression: license.expression ?? null,
    source: license.source,
    open: isOpenLicense(license),
    contradicted: license.contradicts ?? false,
    found: license.found,
    texts: (license.texts ?? []).map(({ path, licenses, whole }) => ({
      path,
      licenses: licenses.map((same) => same.join('|')),
      whole,
    })),
  }
}
