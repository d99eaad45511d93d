import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readInside, resolveInside } from '../src/index.ts'

const run = promisify(execFile)
const MOST = 1000
const readText = async (root: string, at: string): Promise<string | undefined> =>
  (await readInside(root, at, MOST))?.toString('utf8')

let top = ''
let root = ''
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'exuvia inside ')))
  root = join(top, 'project')
  mkdirSync(join(root, 'docs'), { recursive: true })
  mkdirSync(join(top, 'project-of-another'))
  writeFileSync(join(top, 'secret'), 'secret')
  writeFileSync(join(top, 'project-of-another/secret'), 'secret')
  writeFileSync(join(root, 'docs/README.md'), 'readme')
})
afterEach(() => rmSync(top, { recursive: true, force: true }))

test('a file of the project is read, through links that stay in it', async () => {
  symlinkSync('docs', join(root, 'link'))
  symlinkSync('link/README.md', join(root, 'README.md'))
  for (const path of ['docs/README.md', './docs/../docs/README.md', 'link/README.md', 'README.md'])
    expect(await readText(root, path)).toBe('readme')
  expect(await readText(root, join(root, 'docs/README.md'))).toBe('readme')
  symlinkSync(root, join(top, 'the-project'))
  expect(await readText(join(top, 'the-project'), 'README.md')).toBe('readme')
})

test.each(['missing', 'docs/README.md/x', 'missing/x'])('%s is not a file', async (path) => {
  expect(await readText(root, path)).toBeUndefined()
})

describe('files outside are not read', () => {
  test.each([
    ['..', '../secret', undefined],
    ['a folder of a longer name', '../project-of-another/secret', undefined],
    ['an absolute path', '/etc/hostname', undefined],
    ['a link to a file', 'README.md', '../secret'],
    ['an absolute link', 'README.md', '/etc/passwd'],
    ['a link to a folder on the way', 'link/secret', '..'],
    ['a link to a link', 'README.md', 'hop'],
  ])('%s', async (_, path, link) => {
    symlinkSync('../secret', join(root, 'hop'))
    if (link !== undefined) symlinkSync(link, join(root, path.split('/')[0] ?? ''))
    const read = readText(root, path)
    await expect(read).rejects.toMatchObject({ kind: 'usage', code: 'path-outside' })
  })

  test('a pipe, a folder, a device, a cycle of links or an endless file', async () => {
    await run('mkfifo', [join(root, 'pipe')])
    symlinkSync('circle', join(root, 'circle'))
    writeFileSync(join(root, 'large'), Buffer.alloc(MOST + 1))
    await expect(readText(root, 'pipe')).rejects.toMatchObject({ code: 'not-a-file' })
    expect(await readText(root, 'docs')).toBeUndefined()
    await expect(readText('/', 'dev/zero')).rejects.toMatchObject({ code: 'not-a-file' })
    expect(await readText(root, 'circle')).toBeUndefined()
    await expect(readText(root, 'large')).rejects.toMatchObject({ code: 'file-too-large' })
  })
})

test('a place to write is resolved as far as it exists', async () => {
  expect(await resolveInside(root, 'dist/new')).toBe(join(root, 'dist/new'))
  symlinkSync('docs', join(root, 'link'))
  expect(await resolveInside(root, 'link/new/deep')).toBe(join(root, 'docs/new/deep'))
  symlinkSync('..', join(root, 'up'))
  symlinkSync('../nowhere', join(root, 'dangling'))
  for (const path of ['up/dist', '../dist', '/tmp/dist', 'up', 'dangling', 'dangling/dist'])
    await expect(resolveInside(root, path)).rejects.toMatchObject({ code: 'path-outside' })
})
