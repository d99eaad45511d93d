/**
 * The notices and the SBOM of a release, from a build.
 *
 * @module-tag slow
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { filledOnce, temporaryFolder } from '@exuvia/test-needs'
import { plainText } from '@exuvia/notices'
import texts from 'spdx-license-list/full.js'
import { beforeAll, expect, test } from 'vitest'
import { buildRelease, verifySubject } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'
import { makeWheel } from '../support/make-wheel.ts'

const PYTHON_LIBRARY = ['cyclonedx-python-lib[json-validation]==11.12.0']
const TARGETS = ['cp312-win_amd64', 'cp312-manylinux_2_28_x86_64'] as const
const STEM = 'shelf-1.2.0'
const BSD = texts['BSD-3-Clause']?.licenseText ?? ''
let root = ''

interface Licensed {
  readonly license: {
    readonly id?: string
    readonly properties?: readonly { readonly name: string; readonly value: string }[]
  }
}

interface Component {
  readonly name: string
  readonly 'bom-ref': string
  readonly evidence?: { readonly licenses: readonly Licensed[] }
  readonly properties: readonly { readonly name: string; readonly value: string }[]
}

interface Sbom {
  readonly serialNumber: string
  readonly metadata: { readonly component: Component; readonly timestamp: string }
  readonly components: readonly Component[]
}

beforeAll(async () => {
  root = temporaryFolder()
  const wheels = path.join(root, 'wheels')
  for (const folder of ['wheels', 'src/shelf']) mkdirSync(path.join(root, folder), { recursive: true })
  const license = 'License-Expression: BSD-3-Clause\n'
  for (const platform of ['win_amd64', 'manylinux_2_28_x86_64']) {
    const files = {
      'INFO/licenses/LICENSE': BSD,
      'gull/vendor/COPYING': `of the vendored part\r\n${platform}`,
    }
    await makeWheel(wheels, 'gull', `cp312-cp312-${platform}`, 'Requires-Dist: tern\n', { license, files })
  }
  await makeWheel(wheels, 'tern', 'py3-none-any', '', {
    license: '',
    files: {
      'INFO/licenses/LICENSE': BSD,
      'INFO/licenses/AUTHORS': 'A. Tern',
    },
  })
  await makeWheel(wheels, 'auk', 'py3-none-any')
  writeFileSync(
    path.join(root, 'pyproject.toml'),
    `[project]
name = "shelf"
version = "1.2.0"
license = "MIT"
dependencies = ["gull", "auk; sys_platform == 'win32'"]
[tool.exuvia]
targets = ${JSON.stringify(TARGETS)}
dependencies.wheelhouse = "wheels"
`,
  )
  writeFileSync(path.join(root, 'LICENSE'), texts['MIT']?.licenseText ?? '')
  writeFileSync(path.join(root, 'src/shelf/__init__.py'), 'import gull\n')
  await buildRelease(
    {},
    { ...contextFor(root), env: { ...contextFor(root).env, SOURCE_DATE_EPOCH: '1700000000' } },
  )
})

function sbomText(): string {
  return readFileSync(path.join(root, 'dist', `${STEM}.cdx.json`), 'utf8')
}

function valuesOf({ properties }: Pick<Component, 'properties'>, name: string): string[] {
  return properties.filter((each) => each.name === `exuvia:${name}`).map(({ value }) => value)
}

/** The file of a target's archive: a zip for Windows. */
function archiveOf(target: string): string {
  return `${STEM}-${target}.${target.includes('win') ? 'zip' : 'tar.gz'}`
}

function inArchive(target: string, file: string): Buffer {
  const archive = path.join(root, 'dist', archiveOf(target))
  const member = `${STEM}/${file}`
  return archive.endsWith('.zip')
    ? execFileSync('unzip', ['-p', archive, member])
    : execFileSync('tar', ['-xzOf', archive, member])
}

function purlOf(name: string, tag: string): string {
  return `pkg:pypi/${name}@1.0?file_name=${name}-1.0-${tag}.whl`
}

function noticesOf(target: string): string {
  return inArchive(target, 'THIRD-PARTY-NOTICES').toString('utf8')
}

test(
  'the notices of each tarball hold every text that the SBOM names for it',
  { tags: ['tar', 'unzip'] },
  () => {
    const { metadata, components } = JSON.parse(sbomText()) as Sbom
    let seen = 0
    for (const target of TARGETS) {
      const notices = noticesOf(target)
      for (const component of [metadata.component, ...components]) {
        if (!valuesOf(component, 'target').includes(target)) continue
        expect(notices).toMatch(new RegExp(`^${component.name} 1\\.[\\d.]+$`, 'm'))
        for (const { license } of component.evidence?.licenses ?? []) {
          const [file = ''] = valuesOf({ properties: license.properties ?? [] }, 'file')
          const bytes = inArchive(target, file)
          expect(valuesOf({ properties: license.properties ?? [] }, 'sha256')).toEqual([
            createHash('sha256').update(bytes).digest('hex'),
          ])
          const text = plainText(bytes)
          expect(text).toBeDefined()
          expect(notices).toContain(`: ${file}\n`)
          expect(notices).toContain(`\n\n${text}\n`)
          seen += 1
        }
      }
    }
    // LICENSE of the project, two of gull, two of tern, for each target.
    expect(seen).toBe(10)
  },
)

test(
  'the notices name a distribution without a text, for the target that it is in',
  { tags: ['tar', 'unzip'] },
  () => {
    expect(noticesOf('cp312-win_amd64')).toContain(
      'no file of these in the archive contains one.\n  auk 1.0\n',
    )
    expect(noticesOf('cp312-manylinux_2_28_x86_64')).not.toMatch(/auk|no file of these/)
    // gull and tern have the same text.
    expect(noticesOf('cp312-win_amd64').split('Redistributions of source code')).toHaveLength(2)
  },
)

test('the SBOM is a file of the release: in the manifest, in SHA256SUMS, and verified', async () => {
  const manifest = JSON.parse(readFileSync(path.join(root, 'dist', `${STEM}.manifest.json`), 'utf8')) as {
    sbom: unknown
  }
  const text = sbomText()
  const sha256 = createHash('sha256').update(text).digest('hex')
  expect(manifest.sbom).toEqual({ file: `${STEM}.cdx.json`, size: Buffer.byteLength(text), sha256 })
  const sums = path.join(root, 'dist/SHA256SUMS')
  const lines = readFileSync(sums, 'utf8')
  expect(lines).toContain(`${sha256}  ${STEM}.cdx.json\n`)
  const verify = () => verifySubject('dist', {}, contextFor(root))
  expect(await verify()).toMatchObject({ intact: true })
  const file = path.join(root, 'dist', `${STEM}.cdx.json`)
  writeFileSync(file, text.replace('"tern"', '"turn"'))
  expect(await verify()).toMatchObject({ intact: false, outcome: 'differs' })
  // Also where SHA256SUMS says the same as the changed file.
  const changed = createHash('sha256').update(readFileSync(file)).digest('hex')
  writeFileSync(sums, lines.replace(sha256, changed))
  const { items } = await verify()
  expect(items.filter(({ problems }) => problems.length > 0)).toMatchObject([
    { name: `${STEM}.cdx.json`, problems: [`SHA-256 is ${changed}; expected ${sha256} (manifest)`] },
  ])
  writeFileSync(sums, lines)
  writeFileSync(file, text)
})

test('the SBOM alone is compared with the files beside it, and with a given manifest', async () => {
  const folder = temporaryFolder()
  cpSync(path.join(root, 'dist'), folder, { recursive: true })
  const [name, given] = [`${STEM}.cdx.json`, path.join(root, `dist/${STEM}.manifest.json`)]
  const file = path.join(folder, name)
  const verify = (manifest?: string) => verifySubject(file, { manifest }, contextFor(root))
  const beside = ['SHA256SUMS', `${STEM}.manifest.json`]
  expect(await verify()).toMatchObject({ outcome: 'intact', against: 'beside', proofs: beside.toReversed() })
  expect(await verify(given)).toMatchObject({ outcome: 'intact', against: 'given' })
  writeFileSync(file, `${readFileSync(file, 'utf8')} `)
  for (const other of beside) {
    expect(await verify()).toMatchObject({ outcome: 'differs' })
    rmSync(path.join(folder, other))
  }
  expect(await verify(given)).toMatchObject({ outcome: 'differs' })
  await expect(verify()).rejects.toMatchObject({ code: 'archive-unsupported' })
})

test("CycloneDX's library for Python validates and reads it", { tags: ['python3', 'pypi'] }, async () => {
  const modules = await filledOnce('cyclonedx-python', PYTHON_LIBRARY, async (folder) => {
    const quiet = ['--quiet', '--disable-pip-version-check', '--root-user-action', 'ignore']
    execFileSync('python3', ['-m', 'pip', 'install', ...quiet, '--target', folder, ...PYTHON_LIBRARY])
  })
  const output = execFileSync('python3', [path.join(import.meta.dirname, 'read-sbom.py')], {
    env: { ...process.env, PYTHONPATH: modules },
    input: sbomText(),
    encoding: 'utf8',
  })
  const gulls = ['manylinux_2_28_x86_64', 'win_amd64'].map((tag) => purlOf('gull', `cp312-cp312-${tag}`))
  const [tern, auk] = ['tern', 'auk'].map((name) => purlOf(name, 'py3-none-any'))
  const sha256 = createHash('sha256').update(readFileSync(path.join(root, 'wheels/auk-1.0-py3-none-any.whl')))
  expect(JSON.parse(output)).toMatchObject({
    problem: null,
    serial: (JSON.parse(sbomText()) as Sbom).serialNumber.slice('urn:uuid:'.length),
    time: '2023-11-14T22:13:20+00:00',
    name: 'shelf',
    archives: TARGETS.map(archiveOf).sort(),
    tools: [expect.stringMatching(/^exuvia \d/)],
    components: {
      auk: {
        purl: ['pypi', 'auk', '1.0', { file_name: 'auk-1.0-py3-none-any.whl' }],
        hashes: [sha256.digest('hex')],
        evidence: 0,
      },
      gull: { evidence: 2 },
      tern: { evidence: 2 },
    },
    dependencies: {
      'shelf@1.2.0': [auk, ...gulls],
      ...Object.fromEntries(gulls.map((ref) => [ref, [tern]])),
    },
  })
})
