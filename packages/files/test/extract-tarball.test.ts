import { lstat, mkdir, readFile, readdir, readlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { extractTarball } from '../src/index.ts'
import { MTIME, SAMPLE, packFiles, run, temporaryFolder } from './support.ts'

describe('unpacking', () => {
  test('gives what GNU tar gives', { tags: ['diff', 'tar'] }, async () => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'a.tar.gz')
    await packFiles(file, SAMPLE)
    await mkdir(path.join(folder, 'tar'))
    await run('tar', ['-xzf', file], { cwd: path.join(folder, 'tar') })
    const files = await extractTarball(file, path.join(folder, 'new', 'ours'))
    await run('diff', ['-r', path.join(folder, 'tar'), path.join(folder, 'new', 'ours')])
    expect(files).toHaveLength(Object.keys(SAMPLE).length)
    const start = await lstat(path.join(folder, 'new', 'ours', 'pkg-1.0/bin/start'))
    expect(start.mode & 0o111).not.toBe(0)
    expect(start.mtimeMs).toBe(MTIME * 1000)
    expect(await readdir(path.join(folder, 'new'))).toEqual(['ours'])
  })

  test('makes links after the files, and hard links', { tags: ['tar'] }, async () => {
    const folder = await temporaryFolder()
    await mkdir(path.join(folder, 'in'))
    await writeFile(path.join(folder, 'in/f'), 'text')
    await run('sh', ['-c', 'ln -s f l && ln f h && tar -cf ../a.tar f l h'], { cwd: path.join(folder, 'in') })
    await extractTarball(path.join(folder, 'a.tar'), path.join(folder, 'out'))
    expect(await readlink(path.join(folder, 'out/l'))).toBe('f')
    expect(await readFile(path.join(folder, 'out/h'), 'utf8')).toBe('text')
  })

  test('leaves nothing if it refuses the archive half-way', { tags: ['python3'] }, async () => {
    const folder = await temporaryFolder()
    await run('python3', [
      '-c',
      'import sys,tarfile,io\nt=tarfile.open(sys.argv[1],"w")\nfor n in ("good","../evil"):\n t.addfile(tarfile.TarInfo(n),io.BytesIO())\nt.close()',
      path.join(folder, 'a.tar'),
    ])
    await expect(extractTarball(path.join(folder, 'a.tar'), path.join(folder, 'out'))).rejects.toMatchObject({
      code: 'archive-unsafe',
    })
    expect(await readdir(folder)).toEqual(['a.tar'])
  })

  test('accepts only an empty folder', { tags: ['tar'] }, async () => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'a.tar.gz')
    await packFiles(file, { a: 'b' })
    await mkdir(path.join(folder, 'empty'))
    await extractTarball(file, path.join(folder, 'empty'))
    expect(await readFile(path.join(folder, 'empty/pkg-1.0/a'), 'utf8')).toBe('b')
    await expect(extractTarball(file, path.join(folder, 'empty'))).rejects.toMatchObject({
      code: 'folder-not-empty',
    })
    expect(await readFile(path.join(folder, 'empty/pkg-1.0/a'), 'utf8')).toBe('b')
    await expect(extractTarball(file, file)).rejects.toMatchObject({ kind: 'outside' })
  })
})
