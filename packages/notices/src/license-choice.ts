import * as Enums from '@cyclonedx/cyclonedx-library/Enums'
import * as Models from '@cyclonedx/cyclonedx-library/Models'
import * as SPDX from '@cyclonedx/cyclonedx-library/SPDX'
import type { ManifestFile, ReleaseLicense } from '@exuvia/model'
import { readLicense } from '@exuvia/packaging'

/** Sources in which the authors state the licence themselves. */
const DECLARED = new Set<ReleaseLicense['source']>(['license-expression', 'classifier', 'license-field'])

/** A property of CycloneDX: its name begins with `exuvia:`. */
export function property(name: string, value: string): Models.Property {
  return new Models.Property(`exuvia:${name}`, value)
}

/** The licence of a component. A guess is none: a property names it. */
export function licensesOf({ expression, source }: ReleaseLicense): Models.LicenseRepository {
  const found = new Models.LicenseRepository()
  if (expression === undefined || source === 'guess' || source === 'unknown') return found
  const acknowledgement = DECLARED.has(source)
    ? Enums.LicenseAcknowledgement.Declared
    : Enums.LicenseAcknowledgement.Concluded
  const license = SPDX.isSupportedSpdxId(expression)
    ? new Models.SpdxLicense(expression)
    : readLicense(expression) === undefined
      ? new Models.NamedLicense(expression)
      : new Models.LicenseExpression(expression)
  license.acknowledgement = acknowledgement
  return found.add(license)
}

/** What a licence rests on. */
export function licenseProperties({ expression, source, contradicts }: ReleaseLicense): Models.Property[] {
  return [
    property('license-source', source),
    ...(source === 'guess' && expression !== undefined ? [property('license-guess', expression)] : []),
    ...(contradicts === true ? [property('license-contradicts-metadata', 'true')] : []),
  ]
}

/**
 * The licence and notice files as evidence: an entry for each licence of SPDX's list whose text a file contains, or one
 * with the file's name. Properties name the file and its SHA-256.
 */
export function evidenceOf(
  files: readonly Pick<ManifestFile, 'path' | 'sha256'>[],
  { texts }: ReleaseLicense,
): Models.ComponentEvidence | undefined {
  if (files.length === 0) return undefined
  const evidence = new Models.ComponentEvidence()
  for (const { path, sha256 } of files) {
    const known = texts.find((text) => text.path === path)?.licenses ?? []
    const names = known.length === 0 ? [path.slice(path.lastIndexOf('/') + 1)] : known
    for (const name of names) {
      const license =
        known.length > 0 && SPDX.isSupportedSpdxId(name)
          ? new Models.SpdxLicense(name)
          : new Models.NamedLicense(name.replaceAll('|', ' or '))
      license.properties.add(property('file', path)).add(property('sha256', sha256))
      evidence.licenses.add(license)
    }
  }
  return evidence
}
