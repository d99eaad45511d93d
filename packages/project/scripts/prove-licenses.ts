// A table of the licences of published wheels: the expression, what it rests on, and which are open. Each row is
// compared with licensed-wheels.txt, which was checked by hand where the texts and the metadata differ. Fails if one
// differs from the list, or if more than one of 25 is open.
//   npm run prove:licenses [-- FOLDER...]
// It takes the wheels from the folders, and downloads what they lack with pip, once, into the tests' cache.
import { readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseWheelFilename } from '@exuvia/packaging'
import { readWheel } from '../src/index.ts'
import { type LicensedWheel, downloadWheels, licensedWheels, resultOf } from './licensed-wheels.ts'

/** One of so many may be open: 8 of 200. */
const OPEN_SHARE = 25

const pinned = licensedWheels()
const wheels = new Map<string, string>()
for (const folder of process.argv.slice(2)) addWheels(resolve(process.env['INIT_CWD'] ?? '.', folder))
const missing = pinned.filter((one) => !wheels.has(keyOf(one)))
if (missing.length > 0) addWheels(await downloadWheels(missing))

let open = 0
let wrong = 0
for (const one of pinned) {
  const path = wheels.get(keyOf(one))
  if (path === undefined) throw new Error(`${one.name} ${one.version} was not downloaded`)
  const { license } = await readWheel(path)
  const result = resultOf(license)
  if (result === 'open') open += 1
  if (result !== one.expected) wrong += 1
  const texts = (license.texts ?? []).map(
    (text) =>
      `${text.path}${text.whole ? '' : '…'} ${text.licenses.map((same) => same.join('|')).join(' & ')}`,
  )
  console.log(
    [
      result === one.expected ? 'as listed' : `NOT ${one.expected}`,
      `${one.name} ${one.version}`.padEnd(36),
      (result === 'open' ? `open (${license.expression ?? 'no guess'})` : result).padEnd(28),
      license.source.padEnd(18),
      texts.length === 0 ? license.found : texts.slice(0, 3).join('; '),
    ].join('  '),
  )
}
console.log(`${pinned.length} distributions, ${open} open, ${wrong} not as listed`)
process.exitCode = wrong === 0 && open * OPEN_SHARE <= pinned.length ? 0 : 1

function keyOf({ name, version }: Pick<LicensedWheel, 'name' | 'version'>): string {
  return `${name} ${version}`
}

function addWheels(folder: string): void {
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.whl')) continue
    const { normalizedName, version } = parseWheelFilename(basename(file))
    wheels.set(keyOf({ name: normalizedName, version }), join(folder, file))
  }
}
