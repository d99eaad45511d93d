import { readdirSync } from 'node:fs'
import path from 'node:path'
import { parseWheelFilename } from '@exuvia/packaging'
import { expect, test } from 'vitest'
import { downloadWheels, licensedWheels, resultOf } from '../scripts/licensed-wheels.ts'
import { readWheel } from '../src/index.ts'

/** A sample of `npm run prove:licenses`: small wheels of different evidence, and two that stay open. */
const SAMPLE = ['nodeenv', 'pysocks', 'resolvelib', 'rsa', 'sphinxcontrib-applehelp', 'sniffio', 'wcwidth']

test(
  'the licences of published wheels are those that a person reads in them',
  { tags: ['slow', 'pypi'], timeout: 120_000 },
  async () => {
    const pinned = licensedWheels().filter(({ name }) => SAMPLE.includes(name))
    const folder = await downloadWheels(pinned)
    const found: Record<string, string> = {}
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.whl'))) {
      const { license } = await readWheel(path.join(folder, file))
      found[parseWheelFilename(file).normalizedName] = resultOf(license)
    }
    expect(found).toEqual(Object.fromEntries(pinned.map(({ name, expected }) => [name, expected])))
    expect(Object.keys(found)).toHaveLength(SAMPLE.length)
  },
)
