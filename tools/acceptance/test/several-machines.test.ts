/**
 * Parts of a release that several machines build.
 *
 * @module-tag slow
 * @module-tag pypi
 * @module-tag tar
 * @module-tag cp311
 * @module-tag cp312
 */
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { fetchRegistry } from './registry.ts'
import { exuviaEnvironment, EXUVIA, exuvia, REPOSITORY, run, temporaryFolder } from './support.ts'

let registry: string
beforeAll(async () => {
  registry = await fetchRegistry()
}, 600_000)

/** Machines that share only the project: each has its own folder, clock, language and umask. */
const MACHINES = [
  { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8', umask: '0077' },
  { TZ: 'America/St_Johns', LC_ALL: 'C', umask: '0000' },
  { TZ: 'Pacific/Apia', LC_ALL: 'de_DE.UTF-8', umask: '0027' },
] as const

/** A project as every machine checks it out. */
type CheckOut = () => string

function isKept(path: string): boolean {
  return !/(?:^|\/)(?:dist|__pycache__)$/.test(path)
}

/** The example, with its source twin. */
function tidemark(): string {
  const project = temporaryFolder('tidemark')
  cpSync(join(REPOSITORY, 'examples/tidemark'), project, { recursive: true, filter: isKept })
  return project
}

/** A linter whose parser contains native code for each Python and processor. */
function yamllint(): string {
  const project = temporaryFolder('yamllint')
  cpSync(join(registry, 'sdists/yamllint-1.35.1'), project, { recursive: true })
  writeFileSync(
    join(project, 'exuvia.toml'),
    `targets = ["cp311", "cp312"]
[dependencies]
wheelhouse = ${JSON.stringify(join(registry, 'wheelhouse'))}
[[policy.rules]]
license = "copyleft"
ship = "source"
reason = "yamllint is under the GPL: recipients may read and change it"
`,
  )
  return project
}

/** Builds some targets as a machine would. */
function buildPart(checkOut: CheckOut, targets: readonly string[], index: number): string {
  const { umask, ...environment } = MACHINES[index % MACHINES.length] ?? MACHINES[0]
  const project = checkOut()
  const options = targets.flatMap((target) => ['--target', target])
  // Not bash: with a socket on its stdin it assumes a remote login, and reads the user's start-up file.
  const command = ['sh', '-c', `umask ${umask}; exec "$@"`, 'sh', ...EXUVIA]
  const ran = run([...command, 'build', '--part', '--out', 'part', '--no-cache', ...options], {
    cwd: project,
    environment: { ...exuviaEnvironment(), ...environment },
  })
  if (ran.status !== 0) throw new Error(ran.stderr)
  return join(project, 'part')
}

function bytesOf(folder: string): Map<string, string> {
  return new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  )
}

describe.each([
  ['the example, with a source twin', tidemark, [['cp312-any'], ['cp311-any', 'cp313-any']]],
  [
    'an application with native wheels for two processors',
    yamllint,
    [
      ['cp311-manylinux_2_17_aarch64', 'cp312-manylinux_2_17_x86_64'],
      ['cp312-manylinux_2_17_aarch64'],
      ['cp311-manylinux_2_17_x86_64'],
    ],
  ],
] as const)('%s', (_, checkOut, machines) => {
  it('is the same release from one machine and from several', () => {
    const project = checkOut()
    const { include } = JSON.parse(exuvia(project, 'plan', '--matrix', 'github').stdout) as {
      include: { target: string }[]
    }
    expect(include.map(({ target }) => target).sort()).toEqual(machines.flat().sort())
    exuvia(project, 'build')
    const parts = machines.map((targets, index) => buildPart(checkOut, targets, index))
    const merged = temporaryFolder('merged')
    exuvia(merged, 'merge', ...parts.toReversed(), '--out', '.')
    const [one, other] = [bytesOf(join(project, 'dist')), bytesOf(merged)]
    expect([...other.keys()]).toEqual([...one.keys()])
    for (const [name, bytes] of one) expect(other.get(name) === bytes, name).toBe(true)
    expect(exuvia(merged, 'verify', '.').status).toBe(0)
  })
})
