import { expect, test } from 'vitest'
import { DEFAULT_CONFIG } from '@exuvia/model'
import { unpackedSdist } from '@exuvia/test-needs'
import { compareSdist } from '../scripts/compare-sdist.ts'
import { pinnedSdists } from '../scripts/pinned-sdists.ts'

/** A sample of `npm run prove:projects`: one sdist per kind, small, and one that only its backend knows. */
const SAMPLE = ['blinker', 'resolvelib', 'fastapi-cli']

test.each(SAMPLE)(
  'what the static reader takes for the wheel of %s is what its backend builds',
  { tags: ['slow', 'pypi', 'git', 'tar'], timeout: 600_000 },
  async (name) => {
    const pinned = (await pinnedSdists()).find((each) => each.name === name)
    if (pinned === undefined) throw new Error(`${name} is not in sdists.json`)
    const { root, wheels } = await unpackedSdist(pinned)
    expect(await compareSdist(root, wheels, DEFAULT_CONFIG, process.env)).toMatchObject({ outcome: 'equal' })
  },
)
