import type {
  BytecodeInfo,
  DecisionSummary,
  ManifestFile,
  ReleaseManifest,
  TarballManifest,
} from '@exuvia/model'
import { docstringsOf } from '@exuvia/model'
import {
  isBytecodePath,
  isRecordName,
  normalizeName,
  parseDistInfoPath,
  placeOfBytecode,
} from '@exuvia/packaging'
import type { ShippedDistribution, ShippedForm, Shipping, Untold } from '@exuvia/policy'
import type { Growing } from './growing.ts'

/** A distribution's licence as the SBOM of a release has it. */
export interface NamedLicense {
  readonly name: string
  readonly license: string | undefined
}

/**
 * What ships in a release, by its manifest.
 * @param software undefined: no SBOM is there
 */
export function shippingOfManifest(
  manifest: ReleaseManifest,
  software: readonly NamedLicense[] | undefined,
): Shipping {
  const tarballs = manifest.artifacts.flatMap(({ kind, target, files, compiler }) =>
    kind === 'application' && target !== undefined ? [{ target, files, compiler }] : [],
  )
  const versions = new Map([
    [normalizeName(manifest.name), manifest.version],
    ...(manifest.wheels ?? []).map(({ name, version }) => [normalizeName(name), version] as const),
  ])
  return shippingOf(tarballs, manifest.decisions, versions, software)
}

/** What ships in a tarball, by its EXUVIA.json. */
export function shippingOfTarball(about: TarballManifest): Shipping {
  const { target, files, compiler, policy, name, version } = about
  const tarballs = target === undefined ? [] : [{ target, files, compiler }]
  return shippingOf(tarballs, policy, new Map([[normalizeName(name), version]]), undefined)
}

interface Tarball {
  readonly target: string
  readonly files: readonly ManifestFile[]
  readonly compiler: BytecodeInfo | undefined
}

function shippingOf(
  tarballs: readonly Tarball[],
  decisions: readonly DecisionSummary[],
  versions: ReadonlyMap<string, string>,
  software: readonly NamedLicense[] | undefined,
): Shipping {
  const licenses = new Map(
    (software ?? []).map(({ name, license }) => [normalizeName(name), license ?? 'unknown']),
  )
  // A rule's level is recorded with the number of its modules, and not for each of them.
  const hasRules = decisions.some(
    ({ optimize, docstrings }) => optimize !== undefined || docstrings !== undefined,
  )
  const found = new Map<string, Growing<ShippedDistribution>>()
  for (const { target, files, compiler } of tarballs) {
    const level = hasRules ? undefined : levelOf(compiler)
    for (const { path, ship, distribution } of files) {
      if (ship === undefined || ship === 'exclude' || distribution === undefined || isRecord(path)) continue
      const key = normalizeName(distribution)
      const known = found.get(key) ?? {
        name: distribution,
        version: versions.get(key),
        license: software === undefined ? undefined : licenses.get(key),
        files: new Map<string, Map<string, ShippedForm>>(),
      }
      found.set(key, known)
      const inTarget = known.files.get(target) ?? new Map<string, ShippedForm>()
      known.files.set(target, inTarget)
      inTarget.set(sourceOf(path, ship), { ship, ...(ship === 'bytecode' && { level }) })
    }
  }
  const untold: Untold[] = []
  if (software === undefined) untold.push({ what: 'licenses', reason: 'there is no SBOM of the release' })
  if (hasRules)
    untold.push({
      what: 'levels',
      reason: 'a rule sets them, and a manifest does not record which of its modules',
    })
  return { targets: tarballs.map(({ target }) => target), distributions: found, untold }
}

/** Exuvia writes each RECORD, whatever the policy says. */
function isRecord(path: string): boolean {
  const inside = parseDistInfoPath(path)
  return inside !== undefined && isRecordName(inside.file)
}

/** Where the file would be as source: bytecode that a wheel brought without source is data, and keeps its name. */
function sourceOf(path: string, ship: ShippedForm['ship']): string {
  const isCompiled = (ship === 'bytecode' || ship === 'both') && isBytecodePath(path)
  return isCompiled ? `${placeOfBytecode(path).stem}.py` : path
}

function levelOf(compiler: BytecodeInfo | undefined): ShippedForm['level'] {
  const optimize = compiler?.optimize
  return optimize === undefined
    ? undefined
    : { optimize, docstrings: compiler?.docstrings ?? docstringsOf(optimize) }
}
