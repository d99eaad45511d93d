/**
 * A sample of the comparison in `npm run prove:hostile`.
 *
 * @module-tag slow
 * @module-tag bsdtar
 * @module-tag pip
 * @module-tag python3
 * @module-tag tar
 * @module-tag unzip
 */
import { expect, test } from 'vitest'
import { compareArchives } from '../src/agreement.ts'
import { mutants } from '../src/mutants.ts'
import { tars } from '../src/tars.ts'
import { zips } from '../src/zips.ts'

test('Exuvia finds in valid odd archives what every other program unpacks', async () => {
  const wanted = [
    'valid',
    'data descriptor, wide false, signed true',
    'extra field: Unix time and owner',
    'end: zip64 end',
    'name: UTF-8 that is marked',
    'name: .data scripts',
    'size in base-256',
    'pax path',
    'GNU name and the same pax path',
    'names: hard link',
    'names: link inside',
    'end: zeros behind the end',
    'gzip: valid',
  ]
  const archives = [...zips(), ...tars()].filter(({ name }) => wanted.includes(name))
  expect(archives.length).toBe(wanted.length + 1)
  const { compared, refused, missing } = await compareArchives(archives)
  expect([...refused]).toEqual([])
  expect(missing).toEqual([])
  expect(compared.filter(({ result }) => result !== 'agrees')).toEqual([])
  expect([...new Set(compared.map(({ tool }) => tool))].sort()).toEqual(
    ['GNU tar', 'bsdtar', 'pip', 'tarfile', 'unzip', 'zipfile'].sort(),
  )
})

test('Exuvia refuses archives in which two programs see two things', async () => {
  const ambiguous = [
    'two pax headers',
    'prefix without magic',
    'GNU name, then another pax path',
    'a whole zip between entries',
    'another local name',
    'end: an entry that the directory lacks',
    'extra field: Unicode path',
    'flags 0x20',
  ]
  const archives = [...zips(), ...tars()].filter(({ name }) => ambiguous.includes(name))
  const { compared } = await compareArchives(archives)
  expect(archives.length).toBe(ambiguous.length)
  expect(compared).toEqual([])
})

test('Exuvia finds in archives with random changes what every other program unpacks, or refuses them', async () => {
  const { compared, refused } = await compareArchives(mutants(80))
  expect(compared.filter(({ result }) => result === 'differs')).toEqual([])
  expect(compared.length).toBeGreaterThan(20)
  expect([...refused.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(40)
})
