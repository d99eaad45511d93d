import { gzipSync } from 'node:zlib'
import type { Answer } from './answer-server.ts'

/** Answers that no request of an API expects. */
export function bodies(): Record<string, Answer> {
  const deep = 200_000
  const html = { 'content-type': 'text/html' }
  const gzip = { 'content-encoding': 'gzip' }
  return {
    'an empty answer': { body: '' },
    'a page of HTML': { body: '<!doctype html><h1>Hello', headers: html },
    'a page of 100,000 elements': { body: '<a href=x>'.repeat(90_000), headers: html },
    'a page of deep elements': { body: '<div>'.repeat(150_000), headers: html },
    null: { body: 'null' },
    'a number': { body: '1e999' },
    'a list of numbers': { body: `[${'0,'.repeat(400_000)}0]` },
    'a list of objects': { body: `[${'{},'.repeat(300_000)}{}]` },
    'an object of many keys': {
      body: `{${Array.from({ length: 15_000 }, (_, key) => `"k${key}":0`).join(',')}}`,
    },
    'deep lists': { body: '['.repeat(deep) + ']'.repeat(deep) },
    'deep objects': { body: `${'{"a":'.repeat(deep)}0${'}'.repeat(deep)}` },
    'JSON that is cut off': { body: '{"id": 1, "tag_name": "v1' },
    'fewer bytes than it says': { body: '{"id": 1}', headers: { 'content-length': '400' } },
    'other bytes than UTF-8': { body: Buffer.from([0x22, 0xff, 0xfe, 0x22]) },
    'zeros that inflate to 100 MB': {
      body: gzipSync(Buffer.alloc(100_000_000), { level: 9 }),
      headers: gzip,
    },
    'a string that inflates to 100 MB': {
      body: gzipSync(`"${'a'.repeat(100_000_000)}"`, { level: 9 }),
      headers: gzip,
    },
    'a damaged gzip': { body: '{"id": 1}', headers: gzip },
    'an encoding that nobody knows': { body: '{"id": 1}', headers: { 'content-encoding': 'rot13' } },
    'an answer without end': { body: ' '.repeat(65_536), isEndless: true },
    prototypes: { body: '{"__proto__": {"id": 1}, "constructor": {"prototype": {"id": 1}}}' },
    'status 204': { status: 204, body: '' },
    'status 404': { status: 404, body: '{"message": "Not Found\\n::error::forged\\u001b[2J"}' },
    'status 422': {
      status: 422,
      body: '{"message": "\\n::error::forged", "errors": [{"code": "\\u001b[2J"}, null, 1]}',
    },
    'status 500': { status: 500, body: '<h1>\n::error::forged\u001B[2J</h1>', headers: html },
    'a rate limit that never ends': {
      status: 403,
      body: '{"message": "API rate limit exceeded"}',
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999999' },
    },
    'a wait of years': { status: 503, body: '{}', headers: { 'retry-after': '999999999' } },
  }
}

/** Values that no field of an answer may have. */
export const WRONG: readonly unknown[] = [
  null,
  -1,
  1e300,
  true,
  [],
  {},
  '',
  '..',
  '../x',
  '/etc/x',
  'a\\b',
  'C:x',
  'x\n::error::forged',
  '\u001B[2J',
  '\0',
  '\uD800',
  'x'.repeat(300_000),
]
