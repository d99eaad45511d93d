// Real applications, installed from source by uv and built by Exuvia from the same lock: each command of the source
// install must be in bin/ and print the same help, and the jobs must print and write the same.
//   npm run prove:applications [-- [--preset source-free] [--optimize 2] [--python 3.12] [--jobs 2] [--keep] [--all] [NAME...]]
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { APPLICATIONS, chooseApplications } from './applications.ts'
import { compareBoth, type Row } from './compare.ts'
import { prepare } from './prepare.ts'

const { values, positionals: only } = parseArgs({
  allowPositionals: true,
  options: {
    preset: { type: 'string', default: 'source-included' },
    optimize: { type: 'string', default: '0' },
    python: { type: 'string', multiple: true, default: ['3.11', '3.12'] },
    jobs: { type: 'string', default: '2' },
    keep: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
  },
})

const server = createServer((request, response) => {
  const isJson = request.url?.endsWith('.json') === true
  response.setHeader('Content-Type', isJson ? 'application/json' : 'video/mp4')
  response.end(isJson ? '{"high": 3, "low": 1}' : 'no film')
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const settings = {
  folder: join(tmpdir(), 'exuvia-applications', `${values.preset}-${values.optimize}`),
  preset: values.preset,
  optimize: values.optimize,
  versions: values.python,
  keep: values.keep,
}
const chosen = chooseApplications(only)
const rows: Row[] = []
const waiting = chosen.values()

async function work(): Promise<void> {
  for (const application of waiting) {
    try {
      for (const pair of await prepare(application, settings)) {
        const found = await compareBoth(application, pair, address)
        rows.push(...found)
        for (const row of found) if (values.all || row.difference !== undefined) console.log(lineOf(row))
      }
    } catch (error) {
      const difference = error instanceof Error ? error.message : String(error)
      const failed = { application: application.name, version: '', what: 'build', status: '', difference }
      rows.push(failed)
      console.log(lineOf(failed))
    }
  }
}

/** Why a difference is as it should be; undefined if nobody knows. */
function reasonFor({ application, what }: Row): string | undefined {
  return APPLICATIONS.find(({ name }) => name === application)?.known?.[what]
}

function lineOf(row: Row): string {
  const { application, version, what, status, difference } = row
  const reason = reasonFor(row)
  const words = difference === undefined ? `same (${status})` : `DIFFERS ${difference}`
  return `${application} ${version} ${what}: ${words}${reason === undefined ? '' : ` (known: ${reason})`}`
}

await Promise.all(Array.from({ length: Number(values.jobs) }, work))
server.close()
console.log('\napplication      Python  commands  same help  jobs  same  data files')
for (const { name, version } of chosen) {
  for (const python of settings.versions) {
    const some = rows.filter((row) => row.application === name && row.version === python)
    const count = (pattern: RegExp, isSame = false): string =>
      String(
        some.filter((row) => pattern.test(row.what) && (!isSame || row.difference === undefined)).length,
      ).padStart(4)
    const data = some.find(({ what }) => what === 'data files')
    console.log(
      `${`${name} ${version}`.padEnd(22)} ${python}  ${count(/--help$/)} ${count(/--help$/, true)}  ` +
        `${count(/^job/)} ${count(/^job/, true)}  ${data?.difference ?? data?.status ?? 'not built'}`,
    )
  }
}
const open = rows.filter((row) => row.difference !== undefined && reasonFor(row) === undefined)
console.log(`\n${rows.length} comparisons, ${open.length} differ`)
if (open.length > 0) process.exitCode = 1
