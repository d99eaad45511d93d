/**
 * @module-tag slow
 * @module-tag git
 * @module-tag cp312
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { testEach } from '@exuvia/test-needs'
import { beforeAll, afterAll, expect, test } from 'vitest'
import { buildRelease, verifySubject } from '../../src/index.ts'
import { STEM, contextFor, repository } from '../support/machines.ts'

const FILE = `${STEM}-cp312-win_amd64.zip`
const UNPACKERS = [
  { needs: ['unzip'], command: ['unzip', '-qq'], to: '-d' },
  { needs: ['bsdtar'], command: ['bsdtar', '-xf'], to: '-C' },
  { needs: ['python3'], command: ['python3', '-m', 'zipfile', '-e'], to: '' },
] as const

let root = ''
const finish: (() => void)[] = []
beforeAll(async () => {
  root = repository((work) => finish.push(work))
  await buildRelease({ project: 'origin', out: 'dist' }, contextFor(root))
})
afterAll(() => {
  for (const work of finish) work()
})

testEach(UNPACKERS)('a folder that $needs unpacked is what was built', async ({ command, to }) => {
  const out = path.join(root, `out-${command[0]}`)
  mkdirSync(out)
  const [program, ...options] = command
  execFileSync(program, [...options, path.join(root, 'dist', FILE), ...(to === '' ? [] : [to]), out])
  const folder = path.join(out, STEM)
  const verified = await verifySubject(
    folder,
    { manifest: path.join('dist', `${STEM}.manifest.json`) },
    contextFor(root),
  )
  expect(verified, JSON.stringify(verified)).toMatchObject({ intact: true })
  expect(readFileSync(path.join(folder, 'bin/shelf.cmd'), 'latin1')).toMatch(/^@echo off\r\n/)
  expect(readFileSync(path.join(folder, 'bin/shelf'), 'latin1')).toMatch(/^#!/)
  rmSync(out, { recursive: true })
})

test('only targets for Windows are zips; verify knows them in the release', async () => {
  const manifest = JSON.parse(
    execFileSync('sh', ['-c', 'cat dist/*.manifest.json'], { cwd: root, encoding: 'utf8' }),
  ) as { artifacts: { file: string; files: { path: string; mode: string }[] }[] }
  expect(manifest.artifacts.map(({ file }) => file).sort()).toEqual([
    `${STEM}-cp311-any.tar.gz`,
    `${STEM}-cp312-manylinux_2_28_x86_64.tar.gz`,
    FILE,
    `${STEM}-source.tar.gz`,
  ])
  const zip = manifest.artifacts.find(({ file }) => file === FILE)
  expect(new Set(zip?.files.map(({ mode }) => mode))).toEqual(new Set(['0644']))
  expect(await verifySubject('dist', {}, contextFor(root))).toMatchObject({ intact: true })
  expect(await verifySubject(path.join('dist', FILE), {}, contextFor(root))).toMatchObject({ intact: true })
})
