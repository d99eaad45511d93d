import { expect, it } from 'vitest'
import { publishRelease } from '../src/index.ts'
import { REPO, type Setting, assets, optionsFor, scratch, setting } from './setting.ts'

async function draftByHand({ twin }: Setting, name: string | undefined): Promise<void> {
  const headers = { authorization: `token ${twin.token}` }
  const body = JSON.stringify({ tag_name: 'v1.0.0', draft: true, name, body: 'by hand' })
  await fetch(`${twin.url}/repos/${REPO}/releases`, { method: 'POST', body, headers })
}

it.each([
  ['keeps its title', 'The summer release', undefined, 'The summer release'],
  ['gets the given title', 'The summer release', 'Another', 'Another'],
  ['gets the default if it has none', undefined, undefined, 'app 1.0.0'],
])('a draft made by hand %s', async (_, name, title, expected) => {
  const here = await setting()
  await draftByHand(here, name)
  const given = title === undefined ? {} : { title }
  await publishRelease(optionsFor(here, assets(scratch(), 1), { name: 'app 1.0.0', ...given }))
  expect(here.twin.releases(REPO)).toMatchObject([{ name: expected, body: 'by hand', draft: false }])
})

it('a new release gets the given title, and a replaced one that of the new build', async () => {
  const here = await setting()
  await publishRelease(optionsFor(here, assets(scratch(), 1), { name: 'app 1', title: 'One' }))
  expect(here.twin.releases(REPO)).toMatchObject([{ name: 'One' }])
  await publishRelease(optionsFor(here, assets(scratch(), 1), { name: 'app 2', replace: true }))
  expect(here.twin.releases(REPO)).toMatchObject([{ name: 'app 2' }])
})

it('a public release gets the given title, once, and nothing else changes', async () => {
  const here = await setting()
  const given = assets(scratch(), 1)
  await publishRelease(optionsFor(here, given, { name: 'app 1', notes: 'Notes' }))
  await publishRelease(optionsFor(here, given, { name: 'app 2' }))
  expect(here.twin.releases(REPO)).toMatchObject([{ name: 'app 1' }])
  const titled = optionsFor(here, given, { title: 'Spring', notes: 'Others' })
  expect(await publishRelease(titled)).toMatchObject({ changed: true, uploaded: [] })
  expect(here.twin.releases(REPO)).toMatchObject([{ name: 'Spring', body: 'Notes' }])
  expect(await publishRelease(titled)).toMatchObject({ changed: false })
})
