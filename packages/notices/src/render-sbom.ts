// The whole library would bring its validators, which want ajv.
import * as Enums from '@cyclonedx/cyclonedx-library/Enums'
import * as Models from '@cyclonedx/cyclonedx-library/Models'
import * as Serialize from '@cyclonedx/cyclonedx-library/Serialize'
import * as Spec from '@cyclonedx/cyclonedx-library/Spec'
import { type ManifestFile, type ReleaseManifest, type ReleaseSoftware, sortedBy } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import { contentUuid } from './content-uuid.ts'
import { evidenceOf, licenseProperties, licensesOf, property } from './license-choice.ts'
import { wheelUrl } from './package-url.ts'
import { textFiles } from './text-files.ts'

/**
 * Renders the SBOM of a release, CycloneDX 1.6 in JSON: the project with its tarballs, each wheel of which a file is in
 * a tarball, licences with evidence, and what requires what. Time and serial number follow from the release, so the same
 * release gives the same bytes.
 * @param manifest the release; its SBOM, if it names one, is not looked at
 * @param software what is known of its distributions, in the order of the result
 * @param exuvia version of Exuvia
 */
export function renderSbom(
  manifest: ReleaseManifest,
  software: readonly ReleaseSoftware[],
  exuvia: string,
): string {
  const shipped = software.flatMap((one) => shippedIn(manifest, one) ?? [])
  const bom = new Models.Bom()
  const itself = ownComponent(manifest, shipped)
  bom.metadata.component = itself
  bom.metadata.timestamp = new Date(manifest.sourceDate * 1000)
  bom.metadata.lifecycles.add(Enums.LifecyclePhase.Build)
  bom.metadata.tools.components.add(
    new Models.Component(Enums.ComponentType.Application, 'exuvia', {
      version: exuvia,
      bomRef: 'exuvia',
      purl: `pkg:npm/exuvia@${exuvia}`,
    }),
  )
  const components = shipped.filter(({ software: { wheel } }) => wheel !== undefined)
  const wheels = components.map((one) => ({ ...one, component: wheelComponent(manifest, one) }))
  for (const { component } of wheels) bom.components.add(component)
  addDependencies(itself, shipped, wheels)
  const withoutNumber = serialize(bom)
  bom.serialNumber = `urn:uuid:${contentUuid(withoutNumber)}`
  return serialize(bom)
}

/** A distribution of which files are in the release. */
interface Shipped {
  readonly software: ReleaseSoftware
  /** Targets with a file of it. */
  readonly targets: readonly string[]
  /** The source twin, if a file of it is in there. */
  readonly twin: string | undefined
  /** Licence and notice files that ship. */
  readonly texts: readonly Pick<ManifestFile, 'path' | 'sha256'>[]
}

function shippedIn({ artifacts }: ReleaseManifest, software: ReleaseSoftware): Shipped | undefined {
  const { name } = software
  const targets = new Set<string>()
  const texts = new Map<string, ManifestFile>()
  let twin: string | undefined
  for (const { file, target, files } of artifacts) {
    const own = files.filter(({ distribution }) => distribution === name)
    if (own.length === 0 || (target !== undefined && !software.targets.includes(target))) continue
    if (target === undefined) twin = file
    else {
      targets.add(target)
      for (const text of textFiles(own)) texts.set(`${text.path} ${text.sha256}`, text)
    }
  }
  if (targets.size === 0 && twin === undefined) return undefined
  return { software, targets: [...targets], twin, texts: sortedBy(texts.values(), ({ path }) => path) }
}

function ownComponent(
  { name, version, artifacts }: ReleaseManifest,
  shipped: readonly Shipped[],
): Models.Component {
  const component = new Models.Component(Enums.ComponentType.Application, name, {
    version,
    bomRef: `${normalizeName(name)}@${version}`,
  })
  // Its wheels for several platforms are one project.
  const own = shipped.filter(({ software }) => software.wheel === undefined)
  const first = own.find(Boolean)
  if (first !== undefined) {
    const texts = new Map(
      own.flatMap((one) => one.texts.map((text) => [`${text.path} ${text.sha256}`, text])),
    )
    const targets = [...new Set(own.flatMap((one) => one.targets))]
    describe(component, { ...first, targets, texts: sortedBy(texts.values(), ({ path }) => path) })
  }
  for (const { file, target, sha256 } of artifacts) {
    component.components.add(
      new Models.Component(Enums.ComponentType.File, file, {
        version,
        bomRef: file,
        hashes: sha256Of(sha256),
        properties: new Models.PropertyRepository([property('target', target ?? 'source')]),
      }),
    )
  }
  return component
}

function wheelComponent({ wheels = [] }: ReleaseManifest, one: Shipped): Models.Component {
  const { name, version, wheel = '' } = one.software
  const purl = wheelUrl(name, version, wheel)
  const sha256 = wheels.find(({ file }) => file === wheel)?.sha256
  const component = new Models.Component(Enums.ComponentType.Library, name, {
    version,
    bomRef: purl,
    purl,
    ...(sha256 === undefined ? {} : { hashes: sha256Of(sha256) }),
  })
  describe(component, one)
  return component
}

/** Licence, evidence, and where it ships. */
function describe(component: Models.Component, { software, targets, twin, texts }: Shipped): void {
  const { license } = software
  component.licenses = licensesOf(license)
  const evidence = evidenceOf(texts, license)
  if (evidence !== undefined) component.evidence = evidence
  for (const each of licenseProperties(license)) component.properties.add(each)
  for (const target of targets) component.properties.add(property('target', target))
  if (twin !== undefined) component.properties.add(property('source-tarball', twin))
}

/** What requires what, where both ship for a target. What nothing requires is the project's, so that nothing is lost. */
function addDependencies(
  itself: Models.Component,
  shipped: readonly Shipped[],
  wheels: readonly (Shipped & { readonly component: Models.Component })[],
): void {
  const required = new Set<Models.Component>()
  const add = (from: Models.Component, { software, targets }: Shipped): void => {
    for (const { component, software: other, targets: elsewhere } of wheels) {
      if (!software.requires.includes(normalizeName(other.name))) continue
      if (!elsewhere.some((target) => targets.includes(target))) continue
      from.dependencies.add(component.bomRef)
      required.add(component)
    }
  }
  for (const one of wheels) add(one.component, one)
  for (const one of shipped) if (one.software.wheel === undefined) add(itself, one)
  for (const { component } of wheels) if (!required.has(component)) itself.dependencies.add(component.bomRef)
}

function sha256Of(sha256: string): Models.HashDictionary {
  return new Models.HashDictionary([[Enums.HashAlgorithm['SHA-256'], sha256]])
}

/** Lists keep their order: the library would sort by the machine's locale. */
function serialize(bom: Models.Bom): string {
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6))
  return `${serializer.serialize(bom, { sortLists: false, space: 2 })}\n`
}
