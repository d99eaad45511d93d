import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { readArchive } from '../src/index.ts'

/** Makes a tar archive with files of these sizes, which hardly compress: a ustar header and padded bytes for each. */
function tar(sizes: readonly number[]): Buffer {
  const blocks = sizes.flatMap((size, index) => {
    const header = Buffer.alloc(512)
    header.write(`app/${index}.bin`, 0)
    header.write('0000644\0', 100)
    header.write('0000000\0'.repeat(2), 108)
    header.write(`${size.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0`, 124)
    header.write('        0', 148)
    header.write('ustar\u000000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    const bytes = Buffer.alloc(Math.ceil(size / 512) * 512)
    for (let at = 0; at < size; at += 1) bytes[at] = (at * 7919 + (at >> 7) * 104_729) % 251
    return [header, bytes]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

test.each([
  ['a tar', (bytes: Buffer) => bytes],
  ['a gzipped tar', (bytes: Buffer) => gzipSync(bytes)],
  [
    'a gzipped tar with a name in its header',
    (bytes: Buffer) => {
      const plain = gzipSync(bytes)
      const head = Buffer.from(plain.subarray(0, 10))
      head[3] = 8
      return Buffer.concat([head, Buffer.from('app.tar\0'), plain.subarray(10)])
    },
  ],
])('%s shows every byte of itself while it is read, in order and once', async (_, form) => {
  for (const sizes of [[], [0], [1, 600_000, 3], [70_000]]) {
    const folder = mkdtempSync(path.join(tmpdir(), 'exuvia packed '))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const file = path.join(folder, 'app.tar')
    writeFileSync(file, form(tar(sizes)))
    const digest = createHash('sha256')
    let count = 0
    const entries = readArchive(file, {}, (chunk) => {
      digest.update(chunk)
      count += chunk.length
    })
    let files = 0
    for await (const entry of entries) {
      files += 1
      // Content that nobody reads is skipped, and still shown.
      if (files % 2 === 0) for await (const chunk of entry.content) void chunk
    }
    const bytes = readFileSync(file)
    expect(files).toBe(sizes.length)
    expect(count).toBe(bytes.length)
    expect(digest.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})
