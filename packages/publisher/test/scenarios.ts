import type { Asset } from '@exuvia/model'
import { publishRelease } from '../src/index.ts'
import { nameBehind } from '../src/intent.ts'
import { type Scenario, wrongInPublic } from './matrix.ts'
import { assets, optionsFor, releaseOf, wrongAssets } from './setting.ts'

export const FIRST: Scenario = {
  name: 'a first release of 20 assets',
  wanted: (folder) => assets(folder, 20),
  options: {},
  before: async () => undefined,
  wrongNow: (twin, wanted) => wrongInPublic(twin, (release) => wrongAssets(release.assets, wanted)),
}

const [DAY_1, DAY_2] = ['1', '2'].map((digit) => digit.repeat(40)) as [string, string]
const old = (folder: string): Asset[] => releaseOf(folder, '1.0.dev1', ['app.html'])

export const NIGHTLY: Scenario = {
  name: 'a nightly that is replaced',
  wanted: (folder) => releaseOf(folder, '1.0.dev2', ['app.html']),
  options: { tag: 'nightly', replace: true, commit: DAY_2, name: 'nightly', notes: 'n' },
  before: async (here, folder) => {
    const first = { tag: 'nightly', replace: true, commit: DAY_1, name: 'nightly', notes: 'n' }
    await publishRelease(optionsFor(here, old(folder), first))
  },
  wrongNow: (twin, wanted, isDamaged) =>
    wrongInPublic(twin, ({ assets: there }) => {
      const uploaded = there.filter(({ state }) => state === 'uploaded')
      const whole = wanted.every(({ sha256 }) => uploaded.some((each) => each.sha256 === sha256))
      const moved = twin.tags('octocat/hello').get('nightly') === DAY_2
      const problems = moved && !whole ? ['the tag moved before all was there'] : []
      for (const { name, sha256 } of wanted) {
        const bearing = uploaded.find((each) => each.name === name)
        const isVersioned = name.includes('dev2')
        if (isVersioned && bearing !== undefined && bearing.sha256 !== sha256) problems.push(`${name}: wrong`)
        const copies = uploaded.filter((each) => each.name === name || nameBehind(each.name) === name)
        if (!isVersioned && copies.length === 0) problems.push(`${name}: no copy is there`)
      }
      // What only the old build had stays until the new build is there under its names; its list comes last.
      const files = wanted.filter(({ name }) => name !== 'SHA256SUMS')
      // A file in place that reads back damaged twice is replaced like any other: its new copy waits meanwhile.
      const inPlace = files.every(({ name, sha256 }) =>
        uploaded.some(
          (each) =>
            each.sha256 === sha256 && (each.name === name || (isDamaged && nameBehind(each.name) === name)),
        ),
      )
      const oldOnes = uploaded.filter(({ name }) => name.includes('dev1')).length
      return oldOnes < 4 && !inPlace ? [...problems, 'old files went too early'] : problems
    }),
}

export const ADDING: Scenario = {
  name: 'a public release that is added to',
  wanted: (folder) => assets(folder, 6),
  options: {},
  before: async (here, folder) => {
    await publishRelease(optionsFor(here, assets(folder, 6).slice(0, 3)))
  },
  wrongNow: (twin, wanted, isDamaged) =>
    wrongInPublic(twin, ({ assets: there }) => {
      const names = new Set(wanted.map(({ name }) => name))
      const unwanted = there.filter(({ name }) => !names.has(name)).map(({ name }) => `${name}: not wanted`)
      const wrong = wanted.flatMap(({ name, sha256 }, index) => {
        const found = there.find((each) => each.name === name)
        if (found === undefined) return index < 3 ? [`${name}: gone`] : []
        // GitHub does not show what is not complete; damaged bytes are there until their digest is compared.
        const isNew = index >= 3 && (found.state !== 'uploaded' || isDamaged)
        return isNew || (found.state === 'uploaded' && found.sha256 === sha256) ? [] : [`${name}: wrong`]
      })
      return [...unwanted, ...wrong]
    }),
}
