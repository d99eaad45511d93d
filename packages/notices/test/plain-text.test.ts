import { expect, test } from 'vitest'
import { isTextName, plainText } from '../src/plain-text.ts'

test.each([
  ['UTF-8', Buffer.from('by Søren\n'), 'by Søren'],
  ['a byte order mark', Buffer.from('\uFEFFMIT'), 'MIT'],
  ['Windows-1252', Buffer.from([0x62, 0x79, 0x20, 0x53, 0xf8, 0x72, 0x65, 0x6e]), 'by Søren'],
  ['UTF-16', Buffer.from('\uFEFFMIT', 'utf16le'), 'MIT'],
  ['line ends of Windows and old Macs', Buffer.from('a\r\nb\rc\n\n'), 'a\nb\nc'],
  ['indents and form feeds, which stay', Buffer.from('\n   MIT\n\fend'), '   MIT\n\fend'],
  ['control characters', Buffer.from('a\u001B[2Jb\u0085c'), 'a\uFFFD[2Jb\uFFFDc'],
  ['NUL bytes, which no text has', Buffer.from('a\0b'), undefined],
  ['nothing', Buffer.from('\n\n'), undefined],
])('plain text reads %s', (_name, bytes, text) => {
  expect(plainText(bytes)).toBe(text)
})

test.each([
  'LICENSE',
  'LICENCE.txt',
  'LICENSE-MIT',
  'LICENSE.APACHE',
  'COPYING.LESSER',
  'Notice.md',
  'AUTHORS.rst',
  'UNLICENSE',
  'copyright',
])('%s is named as a text', (name) => {
  expect(isTextName(name)).toBe(true)
})

test.each(['licenses.json', 'license.py', 'licensed.txt', 'authorship.txt', 'noticeboard', 'LICENSE.js'])(
  '%s is not',
  (name) => {
    expect(isTextName(name)).toBe(false)
  },
)
