/**
 * Each build takes seconds on a busy machine.
 *
 * @module-tag slow
 */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Config } from '@exuvia/model'
import { sharedCache } from '@exuvia/test-needs'
import { beforeAll, expect, test } from 'vitest'
import { type ProgressEvent, buildRelease, planProject } from '../../src/index.ts'
import { bytesOf, contextFor } from '../support/machines.ts'
import { makeWheel } from '../support/make-wheel.ts'

const TARGETS = ['cp312-win_amd64', 'cp312-manylinux_2_28_x86_64'] as const
const requests: string[] = []
let root = ''
let wheels = ''
let address = ''

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'exuvia locked '))
  wheels = path.join(root, 'wheels')
  mkdirSync(wheels)
  for (const tag of ['cp312-cp312-win_amd64', 'cp312-cp312-manylinux_2_28_x86_64', 'cp312-cp312-win_arm64']) {
    await makeWheel(wheels, 'gull', tag)
  }
  await makeWheel(wheels, 'tern', 'py3-none-any', "Requires-Dist: skua ; sys_platform == 'win32'\n")
  await makeWheel(wheels, 'skua', 'py3-none-any')
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    const [, top = '', name = ''] = (request.url ?? '').split('/')
    if (top === 'simple') {
      const files = readdirSync(wheels)
        .filter((file) => file.startsWith(`${name}-`))
        .map((file) => ({ filename: file, url: `/files/${file}`, hashes: { sha256: digest(file) } }))
      response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json')
      response.end(JSON.stringify({ meta: { 'api-version': '1.0' }, name, files }))
    } else response.end(readFileSync(path.join(wheels, name)))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return () => {
    server.closeAllConnections()
    server.close()
    rmSync(root, { recursive: true, force: true })
  }
})

function digest(file: string): string {
  return createHash('sha256')
    .update(readFileSync(path.join(wheels, file)))
    .digest('hex')
}

/** Makes a project of its own folder with a lock. */
function project(name: string, locks: Record<string, string>): string {
  const folder = path.join(root, name)
  mkdirSync(path.join(folder, 'src/shelf'), { recursive: true })
  writeFileSync(path.join(folder, 'src/shelf/__init__.py'), 'import gull\n')
  writeFileSync(
    path.join(folder, 'pyproject.toml'),
    `[project]\nname = "shelf"\nversion = "1.2.0"\nlicense = "MIT"\nrequires-python = ">=3.12"\ndependencies = ["gull", "tern"]\n[tool.exuvia]\ntargets = ${JSON.stringify(TARGETS)}\npolicy.default = "source"\n`,
  )
  for (const [file, text] of Object.entries(locks)) writeFileSync(path.join(folder, file), text)
  return folder
}

function table(name: string, more = ''): string {
  return `[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { registry = "${address}/simple" }\n${more}wheels = [\n${readdirSync(
    wheels,
  )
    .filter((file) => file.startsWith(name))
    .map((file) => `    { url = "${address}/files/${file}", hash = "sha256:${digest(file)}" },\n`)
    .join('')}]\n\n`
}

function uvLock(): string {
  return `version = 1\nrequires-python = ">=3.12"\n\n${table('gull')}[[package]]\nname = "shelf"\nversion = "1.2.0"\nsource = { editable = "." }\ndependencies = [{ name = "gull" }, { name = "tern" }]\n\n[package.metadata]\nrequires-dist = [{ name = "gull" }, { name = "tern" }]\n\n${table('skua')}${table('tern', `dependencies = [{ name = "skua", marker = "sys_platform == 'win32'" }]\n`)}`
}

function line(name: string, marker = ''): string {
  return `${name}==1.0${marker} \\\n${readdirSync(wheels)
    .filter((file) => file.startsWith(name))
    .map((file) => `    --hash=sha256:${digest(file)}`)
    .join(' \\\n')}\n`
}

function requirements(): string {
  return `--index-url ${address}/simple\n${line('gull')}${line('skua', " ; sys_platform == 'win32'")}${line('tern')}`
}

const fromWheelhouse = (config: Config): Config => ({
  ...config,
  dependencies: { ...config.dependencies, wheelhouse: [wheels], lock: { kind: 'none' } },
})

test('a lock gives the same bytes as a wheelhouse of the same wheels, and a second run needs no network', async () => {
  const house = project('house', {})
  await buildRelease({ project: house, override: fromWheelhouse }, contextFor(root))
  const expected = bytesOf(path.join(house, 'dist'))
  expect(Object.keys(expected)).toHaveLength(5)
  for (const [name, text] of [
    ['uv.lock', uvLock()],
    ['requirements.txt', requirements()],
  ] as const) {
    const env = { EXUVIA_CACHE_DIR: path.join(root, `cache ${name}`) }
    const folder = project(`with ${name}`, { [name]: text })
    requests.length = 0
    const events: ProgressEvent[] = []
    await buildRelease(
      { project: folder, locked: true },
      { ...contextFor(root, env), progress: (event) => events.push(event) },
    )
    expect(bytesOf(path.join(folder, 'dist'))).toEqual(expected)
    expect(requests.filter((url) => url.startsWith('/files/')).toSorted()).toEqual([
      '/files/gull-1.0-cp312-cp312-manylinux_2_28_x86_64.whl',
      '/files/gull-1.0-cp312-cp312-win_amd64.whl',
      '/files/skua-1.0-py3-none-any.whl',
      '/files/tern-1.0-py3-none-any.whl',
    ])
    expect(
      events.filter((event) => event.kind === 'count' && event.stage === 'download').length,
    ).toBeGreaterThan(0)
    requests.length = 0
    const again = { project: folder, offline: true, out: path.join(folder, 'again') }
    await buildRelease(again, contextFor(root, env))
    expect(bytesOf(path.join(folder, 'again'))).toEqual(expected)
    expect(requests).toEqual([])
  }
})

test('a plan and a check of a project with a lock need its wheels too', async () => {
  const folder = project('plan', { 'uv.lock': uvLock() })
  const env = { EXUVIA_CACHE_DIR: path.join(root, 'cache plan') }
  await expect(planProject({ project: folder, offline: true }, contextFor(root, env))).rejects.toMatchObject({
    code: 'wheel-offline',
  })
  const plan = await planProject({ project: folder }, contextFor(root, env))
  const names = plan.checked.inventory.distributions.map(({ wheel }) => wheel ?? 'own')
  expect(names.toSorted()).toEqual([
    'gull-1.0-cp312-cp312-manylinux_2_28_x86_64.whl',
    'gull-1.0-cp312-cp312-win_amd64.whl',
    'own',
    'skua-1.0-py3-none-any.whl',
    'tern-1.0-py3-none-any.whl',
  ])
})

test('without a lock file, --locked refuses to build', async () => {
  const folder = project('bare', {})
  const context = contextFor(root, { EXUVIA_CACHE_DIR: sharedCache() })
  await expect(planProject({ project: folder, locked: true }, context)).rejects.toMatchObject({
    code: 'lock-needed',
  })
})
