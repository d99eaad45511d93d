import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import type { ManifestFile, ReleaseManifest, ReleaseSoftware } from '@exuvia/model'
import { expect, test } from 'vitest'
import { renderSbom } from '../src/index.ts'

const SIZES = { source: 0, bytecode: 0, unpacked: 0, compressed: 0 }

function file(path: string, distribution: string): ManifestFile {
  return { path, size: 1, sha256: 'ab'.repeat(32), mode: '0644', ship: 'data', distribution }
}

function manifestWith(targets: Readonly<Record<string, readonly ManifestFile[]>>): ReleaseManifest {
  return {
    schema: 'exuvia.manifest/1',
    name: 'Shelf.Life',
    version: '1.2.0',
    sourceDate: 1_700_000_000,
    compilers: [],
    wheels: ['win_amd64', 'any'].map((platform) => ({
      file: `gull-2.1+local-py3-none-${platform}.whl`,
      name: 'Gull',
      version: '2.1+local',
      sha256: 'cd'.repeat(32),
    })),
    decisions: [],
    artifacts: Object.entries(targets).map(([target, files]) => ({
      kind: target === 'source' ? 'source' : 'application',
      file: `shelf_life-1.2.0-${target}.tar.gz`,
      ...(target === 'source' ? {} : { target }),
      size: 1,
      sha256: 'ef'.repeat(32),
      sizes: SIZES,
      files,
    })),
  }
}

function software(name: string, more: Partial<ReleaseSoftware> = {}): ReleaseSoftware {
  return {
    name,
    version: '1.0',
    wheel: `${name}-1.0-py3-none-any.whl`,
    license: { expression: 'MIT', source: 'license-expression', texts: [] },
    targets: ['cp312-any'],
    requires: [],
    ...more,
  }
}

const { wheel: _none, ...OWN } = software('Shelf.Life', { requires: ['gull'] })

interface Component {
  readonly name: string
  readonly 'bom-ref': string
  readonly purl?: string
  readonly hashes?: readonly unknown[]
  readonly licenses?: readonly Readonly<Record<string, unknown>>[]
  readonly evidence?: {
    readonly licenses: readonly { readonly license: Readonly<Record<string, unknown>> }[]
  }
  readonly properties: readonly { readonly name: string; readonly value: string }[]
  readonly components?: readonly Component[]
}

interface Sbom {
  readonly serialNumber: string
  readonly metadata: { readonly timestamp: string; readonly component: Component }
  readonly components?: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[]
}

/** An SBOM that is valid by the official schema. */
async function valid(
  manifest: ReleaseManifest,
  all: readonly ReleaseSoftware[],
): Promise<{ readonly text: string; readonly sbom: Sbom }> {
  const text = renderSbom(manifest, all, '1.0.0')
  const problems = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)
  expect(problems).toBeNull()
  return { text, sbom: JSON.parse(text) as Sbom }
}

/** A distribution that is named after what its licence rests on. */
function licensed(source: ReleaseSoftware['license']['source'], expression: string): ReleaseSoftware {
  const texts = [{ path: `LICENSES/${source}/LICENSE`, licenses: ['MIT', 'GPL-3.0-only|GPL-3.0-or-later'] }]
  return software(source, {
    license: { expression, source, contradicts: source === 'license-text', texts },
  })
}

function values({ properties }: Component, name: string): string[] {
  return properties.filter((each) => each.name === `exuvia:${name}`).map(({ value }) => value)
}

test('an SBOM names the project, its tarballs, and each wheel of which a file ships', async () => {
  const manifest = manifestWith({
    'cp312-any': [file('lib/shelf.pyc', 'Shelf.Life'), file('lib/gull.pyc', 'Gull')],
    source: [file('gull-2.1/lib/gull.py', 'Gull')],
  })
  const gull = software('Gull', { version: '2.1+local', wheel: 'gull-2.1+local-py3-none-any.whl' })
  const { sbom } = await valid(manifest, [gull, software('absent'), OWN])
  const { component, timestamp } = sbom.metadata
  expect(timestamp).toBe('2023-11-14T22:13:20.000Z')
  expect(component).toMatchObject({ name: 'Shelf.Life', version: '1.2.0', 'bom-ref': 'shelf-life@1.2.0' })
  expect(component.components).toMatchObject([
    {
      name: 'shelf_life-1.2.0-cp312-any.tar.gz',
      hashes: [{ alg: 'SHA-256', content: 'ef'.repeat(32) }],
      properties: [{ name: 'exuvia:target', value: 'cp312-any' }],
    },
    { name: 'shelf_life-1.2.0-source.tar.gz' },
  ])
  const purl = 'pkg:pypi/gull@2.1%2Blocal?file_name=gull-2.1%2Blocal-py3-none-any.whl'
  expect(sbom.components).toMatchObject([
    { name: 'Gull', purl, 'bom-ref': purl, hashes: [{ alg: 'SHA-256', content: 'cd'.repeat(32) }] },
  ])
  const [only] = sbom.components ?? []
  expect(only && values(only, 'target')).toEqual(['cp312-any'])
  expect(only && values(only, 'source-tarball')).toEqual(['shelf_life-1.2.0-source.tar.gz'])
  expect(sbom.dependencies[0]).toEqual({ ref: 'shelf-life@1.2.0', dependsOn: [purl] })
})

test('wheels of several platforms are components of their own, each with its targets', async () => {
  const manifest = manifestWith({
    'cp312-any': [file('lib/gull.pyc', 'Gull'), file('lib/tern.pyc', 'tern')],
    'cp312-win_amd64': [file('lib/gull.pyc', 'Gull'), file('lib/tern.pyc', 'tern')],
  })
  const both = ['cp312-any', 'cp312-win_amd64']
  const wheels = ['any', 'win_amd64'].map((platform) =>
    software('Gull', { wheel: `gull-2.1+local-py3-none-${platform}.whl`, targets: [`cp312-${platform}`] }),
  )
  const { sbom } = await valid(manifest, [...wheels, software('tern', { targets: both, requires: ['gull'] })])
  const [first, second, tern] = sbom.components ?? []
  expect([first, second, tern].map((each) => each && values(each, 'target'))).toEqual([
    ['cp312-any'],
    ['cp312-win_amd64'],
    both,
  ])
  const edges = new Map(sbom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]))
  expect(edges.get(tern?.['bom-ref'] ?? '')).toEqual([first?.['bom-ref'], second?.['bom-ref']])
  // Nothing else requires it.
  expect(edges.get('shelf-life@1.2.0')).toEqual([tern?.['bom-ref']])
})

test('licences are declared or concluded, a guess is neither, and all have their evidence', async () => {
  const all = [
    licensed('license-expression', 'MIT OR Apache-2.0'),
    licensed('license-text', 'MIT'),
    licensed('config', 'as agreed by phone'),
    licensed('guess', 'BSD-3-Clause'),
  ]
  const files = all.flatMap(({ name }) => [
    file(`LICENSES/${name}/LICENSE`, name),
    file(`lib/${name}/NOTICE`, name),
  ])
  const { sbom } = await valid(manifestWith({ 'cp312-any': files }), all)
  const licenses = (sbom.components ?? []).map((each) => each.licenses)
  expect(licenses).toEqual([
    [{ expression: 'MIT OR Apache-2.0', acknowledgement: 'declared' }],
    [{ license: { id: 'MIT', acknowledgement: 'concluded' } }],
    [{ license: { name: 'as agreed by phone', acknowledgement: 'concluded' } }],
    undefined,
  ])
  const guess = sbom.components?.[3]
  expect(guess && values(guess, 'license-guess')).toEqual(['BSD-3-Clause'])
  const text = sbom.components?.[1]
  expect(text && values(text, 'license-contradicts-metadata')).toEqual(['true'])
  expect(text?.evidence?.licenses.map(({ license }) => license['id'] ?? license['name'])).toEqual([
    'MIT',
    'GPL-3.0-only or GPL-3.0-or-later',
    'NOTICE',
  ])
  expect(text?.evidence?.licenses[2]?.license['properties']).toEqual([
    { name: 'exuvia:file', value: 'lib/license-text/NOTICE' },
    { name: 'exuvia:sha256', value: 'ab'.repeat(32) },
  ])
})

test('time and serial number follow from the content alone', async () => {
  const files = { 'cp312-any': [file('lib/tern.pyc', 'tern')] }
  const first = await valid(manifestWith(files), [software('tern')])
  expect((await valid(manifestWith(files), [software('tern')])).text).toBe(first.text)
  expect(first.sbom.serialNumber).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  const other = await valid(manifestWith(files), [software('tern', { version: '1.1' })])
  expect(other.sbom.serialNumber).not.toBe(first.sbom.serialNumber)
})

test('a project without dependencies has a valid SBOM too', async () => {
  const { sbom } = await valid(manifestWith({ 'cp312-any': [file('lib/shelf.pyc', 'Shelf.Life')] }), [OWN])
  expect(sbom.components ?? []).toEqual([])
})
