import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeTarball, writeWheel } from '@exuvia/archiver'
import { makeElf, makeMachO, makePe } from '@exuvia/crafted-archives'
import { expect, onTestFinished, test } from 'vitest'
import { type RunContext, checkFiles } from '../../src/index.ts'

const GLIBC_34 = makeElf({ needed: ['libc.so.6'], versions: { 'libc.so.6': ['GLIBC_2.2.5', 'GLIBC_2.34'] } })
const AARCH64 = makeElf({ machine: 183, needed: ['libc.so.6'] })

/** What `exuvia check FILE` says of machine code in a wheel or a tarball of this name. */
async function findingsOf(name: string, files: Readonly<Record<string, Uint8Array>>): Promise<string[]> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia-natives-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  const file = path.join(cwd, name)
  const metadata = {
    'fast-1.0.dist-info/METADATA':
      'Metadata-Version: 2.1\nName: fast\nVersion: 1.0\nLicense-Expression: MIT\n',
    'fast-1.0.dist-info/WHEEL': `Wheel-Version: 1.0\nTag: ${name.slice('fast-1.0-'.length).replace('.whl', '')}\n`,
  }
  const entries = Object.entries({ ...metadata, ...files }).map(([at, content]) => {
    const bytes = Buffer.from(content)
    return { path: at, mode: 0o644 as const, size: bytes.length, open: () => Promise.resolve(bytes) }
  })
  await (name.endsWith('.whl')
    ? writeWheel(file, entries, { mtime: 0 })
    : writeTarball(file, entries, { root: 'fast-1.0', mtime: 0, level: 9 }))
  const context: RunContext = {
    cwd,
    env: {},
    signal: new AbortController().signal,
    progress: () => undefined,
  }
  const findings = await checkFiles([file], {}, context)
  return findings
    .filter(({ code }) => code.startsWith('native-'))
    .map(({ code, subject, args }) => `${code} ${subject.path} ${String(args['found'] ?? args['reason'])}`)
}

test('a wheel whose tag names another machine is found out', async () => {
  const wheel = 'fast-1.0-cp312-cp312-manylinux_2_28_x86_64.whl'
  expect(await findingsOf(wheel, { 'fast/a.cpython-312-x86_64-linux-gnu.so': AARCH64 })).toEqual([
    'native-wrong-machine fast/a.cpython-312-x86_64-linux-gnu.so Linux with glibc on aarch64',
  ])
})

test('a wheel whose tag promises an older glibc than its symbols need is found out', async () => {
  const wheel = 'fast-1.0-cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64.whl'
  expect(await findingsOf(wheel, { 'fast/a.abi3.so': GLIBC_34 })).toEqual([
    'native-too-new fast/a.abi3.so glibc 2.34',
  ])
  const honest = 'fast-1.0-cp312-cp312-manylinux_2_34_x86_64.whl'
  expect(await findingsOf(honest, { 'fast/a.abi3.so': GLIBC_34 })).toEqual([])
})

test('so are wheels for Windows, macOS and musl', async () => {
  expect(
    await findingsOf('fast-1.0-cp312-cp312-win_amd64.whl', { 'fast/a.pyd': makePe({ machine: 0xaa64 }) }),
  ).toEqual(['native-wrong-machine fast/a.pyd Windows on arm64'])
  const universal = 'fast-1.0-cp312-cp312-macosx_11_0_universal2.whl'
  const thin = makeMachO([{ machine: 'arm64', system: [11, 0] }])
  expect(await findingsOf(universal, { 'fast/a.cpython-312-darwin.so': thin })).toEqual([
    'native-wrong-machine fast/a.cpython-312-darwin.so macOS on arm64',
  ])
  expect(
    await findingsOf('fast-1.0-cp312-cp312-musllinux_1_2_x86_64.whl', { 'fast/a.abi3.so': GLIBC_34 }),
  ).toEqual(['native-wrong-machine fast/a.abi3.so Linux with glibc on x86_64'])
})

test('a tarball is compared with the target in its name', async () => {
  const tarball = 'fast-1.0-cp312-manylinux_2_28_x86_64.tar.gz'
  expect(
    await findingsOf(tarball, { 'lib/fast/a.abi3.so': AARCH64, 'lib/fast/b.abi3.so': GLIBC_34 }),
  ).toEqual([
    'native-wrong-machine fast-1.0/lib/fast/a.abi3.so Linux with glibc on aarch64',
    'native-too-new fast-1.0/lib/fast/b.abi3.so glibc 2.34',
  ])
})

test('a file that only has the name of machine code is not taken for it', async () => {
  const pointer = Buffer.from('version https://git-lfs.github.com/spec/v1\n')
  expect(await findingsOf('fast-1.0-cp312-cp312-win_amd64.whl', { 'fast/a.pyd': pointer })).toEqual([
    'native-unread fast/a.pyd it is not ELF, PE or Mach-O',
  ])
})
