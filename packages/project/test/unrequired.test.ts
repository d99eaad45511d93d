import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Finding } from '@exuvia/model'
import type { WheelStore } from '../src/index.ts'
import { addFiles, cleanUp, makeProject, pyproject, read } from './helpers.ts'
import { emptyStore } from './lock-support.ts'
import { makeWheel } from './make-wheel.ts'

cleanUp()

/** A store of files that the lock names by their places. */
const openStore = async (): Promise<WheelStore> => ({
  ...emptyStore(),
  placeOf: ({ path, filename }) => path ?? filename,
})

const GROUP = '[dependency-groups]\nops = ["sun"]\n'

/** What is said of a project whose pylock.toml lists moon, which requires tide, and sun. */
async function findingsOf(
  more: string,
  dependencies: NonNullable<Parameters<typeof read>[1]>['dependencies'] = {},
): Promise<readonly Finding[]> {
  const root = await makeProject({
    'pyproject.toml': pyproject('setuptools.build_meta', more),
    'src/tide_mark/__init__.py': '',
  })
  const wheels = join(root, 'wheels')
  await makeWheel(wheels, { 'moon.py': '' }, { name: 'moon', metadata: 'Requires-Dist: tide\n' })
  await makeWheel(wheels, { 'tide.py': '' }, { name: 'tide' })
  await makeWheel(wheels, { 'sun.py': '' }, { name: 'sun' })
  const entries = await Promise.all(
    (await readdir(wheels)).map(async (file) => {
      const [name = '', version = ''] = file.split('-')
      const sha256 = createHash('sha256')
        .update(await readFile(join(wheels, file)))
        .digest('hex')
      return `[[packages]]\nname = "${name}"\nversion = "${version}"\nwheels = [{ path = "wheels/${file}", hashes = { sha256 = "${sha256}" } }]\n`
    }),
  )
  await addFiles(root, { 'pylock.toml': `lock-version = "1.0"\ncreated-by = "x"\n${entries.join('')}` })
  const { findings, distributions } = await read(root, {
    dependencies: { lock: { kind: 'file', file: 'pylock.toml' }, ...dependencies },
    openStore,
  })
  expect(distributions).toHaveLength(4)
  return findings.filter(({ code }) => code !== 'lock-used')
}

test('a package of a listing lock that nothing requires is named', { tags: ['python3'] }, async () => {
  const findings = await findingsOf('dependencies = ["moon"]\n')
  expect(findings.map(({ code, severity, args }) => [code, severity, args])).toEqual([
    ['locked-unrequired', 'note', { lock: 'pylock.toml', distributions: ['sun'] }],
  ])
})

test.each([
  ['of a project that requires it', 'dependencies = ["moon", "sun"]\n', {}],
  ['of a group that ships', `dependencies = ["moon"]\n${GROUP}`, { groups: ['ops'] }],
  ['of a project without requirements, whose lock alone decides', '', {}],
])('a package %s is not', { tags: ['python3'] }, async (_, more, dependencies) => {
  expect(await findingsOf(more, dependencies)).toEqual([])
})

test('a package of a group that does not ship is', { tags: ['python3'] }, async () => {
  const findings = await findingsOf(`dependencies = ["moon"]\n${GROUP}`)
  expect(findings.map(({ args }) => args['distributions'])).toEqual([['sun']])
})
