/**
 * Runs a release for linux-aarch64 under qemu-user, with numpy and pydantic-core from their wheels: it must print what
 * the release for linux-x86_64 prints. The folder has the files of an aarch64 Debian with CPython 3.11:
 *
 *   apt-get install qemu-user-static
 *   # With a configuration of its own, apt leaves the system as it is: APT::Architecture "arm64" and Dir::State,
 *   # Dir::State::status and Dir::Cache in a new folder.
 *   APT_CONFIG=arm64.conf apt-get update
 *   APT_CONFIG=arm64.conf apt-get download python3.11-minimal libpython3.11-minimal libpython3.11-stdlib python3.11 \
 *     libc6 libexpat1 zlib1g libssl3 libffi8 libstdc++6 libgcc-s1 liblzma5 libbz2-1.0 libsqlite3-0 libuuid1
 *   for deb in *.deb; do dpkg-deb -x "$deb" FOLDER; done
 *   npm run prove:aarch64 -w @exuvia/acceptance -- FOLDER
 */
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { cliCommand, mustRun, python } from '@exuvia/test-needs'
import { environment } from './prepare.ts'

const VERSION = '3.11'
const PLATFORMS = ['linux-x86_64', 'linux-aarch64']
const SYSTEM = '/usr/bin:/bin'

const [given] = process.argv.slice(2)
assert(given !== undefined, 'usage: npm run prove:aarch64 -w @exuvia/acceptance -- FOLDER')
const system = resolve(given)
const work = mkdtempSync(join(tmpdir(), 'exuvia-aarch64-'))
try {
  await main()
} finally {
  rmSync(work, { recursive: true, force: true })
}

async function main(): Promise<void> {
  const emulated = writePython()
  const machine = await mustRun([join(emulated, `python${VERSION}`), '-m', 'platform'], work, {
    PATH: SYSTEM,
  })
  assert.match(machine, /aarch64/)
  const dist = await build()
  const [native, other] = await Promise.all([
    output(dist, 'x86_64', dirname(python(VERSION))),
    output(dist, 'aarch64', emulated),
  ])
  assert.match(native, /"mean":2\.6/)
  assert.equal(other, native)
  console.log(`${machine.trim()}: the release for aarch64 prints the same:\n${other.trim()}`)
}

/** A `python3.11` that qemu runs. @returns its folder */
function writePython(): string {
  const folder = join(work, 'bin')
  mkdirSync(folder)
  const command = `exec qemu-aarch64-static -L '${system}' '${system}/usr/bin/python${VERSION}' "$@"`
  writeFileSync(join(folder, `python${VERSION}`), `#!/bin/sh\n${command}\n`, { mode: 0o755 })
  return folder
}

async function build(): Promise<string> {
  const project = join(work, 'project')
  cpSync(join(import.meta.dirname, 'projects/fastapi-numpy'), project, { recursive: true })
  writeFileSync(
    join(project, 'exuvia.toml'),
    `targets = ["cp311"]\nplatforms = ${JSON.stringify(PLATFORMS)}\npack = { level = 1 }\n`,
  )
  const { PATH = '', ...env } = environment()
  const path = `${dirname(python(VERSION))}:${PATH}`
  for (const args of [['lock'], ['build', '--quiet', '--out', join(work, 'dist')]]) {
    await mustRun([...(await cliCommand()), ...args], project, { ...env, PATH: path })
  }
  return join(work, 'dist')
}

/** What the application of a tarball prints; only `pythons` has a Python for it. */
async function output(dist: string, machine: string, pythons: string): Promise<string> {
  const into = join(work, machine)
  mkdirSync(into)
  const tarball = readdirSync(dist).find((name) => name.endsWith(`_${machine}.tar.gz`)) ?? ''
  const env = { PATH: `${pythons}:${SYSTEM}`, HOME: into, LANG: 'C.UTF-8' }
  await mustRun(['tar', '-xzf', join(dist, tarball), '-C', into], work, env)
  return mustRun([join(into, readdirSync(into)[0] ?? '', 'bin/gauge'), '3', '1', '4'], work, env)
}
