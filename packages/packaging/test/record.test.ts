import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  distInfoFolders,
  formatRecord,
  isRecordName,
  parseDistInfoPath,
  parseRecord,
  recordRow,
  unhashedRow,
} from '../src/index.ts'
import { python } from './support.ts'

const PATHS = ['a.py', 'a,b.py', 'say "hi".txt', 'two\nlines', 'dé/ü.py', ' spaced ', "it's.py"]
const SHA256 = 'ab'.repeat(32)

const CSV = `
import csv, io, json, sys
rows = json.loads(sys.argv[1])
out = io.StringIO()
csv.writer(out, lineterminator='\\n').writerows(rows)
print('\\n@@' + json.dumps(out.getvalue()))
`

const READ = `
import csv, io, json, sys
print('\\n@@' + json.dumps([r for r in csv.reader(io.StringIO(json.loads(sys.argv[1]), newline=''))]))
`

describe('RECORD', () => {
  const rows = [...PATHS.map((path) => recordRow(path, SHA256, 3)), unhashedRow('x-1.dist-info/RECORD')]

  test("is written as Python's csv module writes it", { tags: ['pypi'] }, async () => {
    const golden = await python<string>(
      CSV,
      rows.map(({ path, hash, size }) => [path, hash, size]),
    )
    expect(formatRecord(rows)).toBe(golden)
  })

  test("is read as Python's csv module reads it", { tags: ['pypi'] }, async () => {
    const texts = ['a,b,c\r\n"x,""y""",sha256=,1\r\n', 'a,,\n\nb,,', '"two\nlines",h,2\n']
    for (const text of texts) {
      const golden = (await python<string[][]>(READ, text)).filter((row) => row.length > 0)
      expect(parseRecord(text).map(({ path, hash, size }) => [path, hash, size])).toEqual(golden)
    }
  })

  test('survives writing and reading', () => {
    const path = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/[\\\r]/.test(text))
    fc.assert(
      fc.property(fc.array(path), (paths) => {
        const some = paths.map((text) => recordRow(text, SHA256, text.length))
        expect(parseRecord(formatRecord(some))).toEqual(some)
      }),
    )
  })

  test('has digests in URL-safe base64 without padding', () => {
    expect(recordRow('a', 'fb'.repeat(32), 0).hash).toBe('sha256=-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s')
  })

  test('from Windows gets slashes', () => {
    expect(parseRecord('pkg\\a.py,,\n')).toEqual([unhashedRow('pkg/a.py')])
  })

  test('is recognised by its name, with its signatures', () => {
    const names = ['RECORD', 'RECORD.jws', 'RECORD.p7s', 'RECORDS', 'METADATA', 'RECORD.txt']
    expect(names.filter(isRecordName)).toEqual(['RECORD', 'RECORD.jws', 'RECORD.p7s'])
  })
})

describe('a path into .dist-info', () => {
  test.each([
    ['x-1.dist-info/RECORD', { parent: '', folder: 'x-1.dist-info', file: 'RECORD' }],
    [
      'lib/x-1.dist-info/licenses/a/LICENSE',
      { parent: 'lib/', folder: 'lib/x-1.dist-info', file: 'licenses/a/LICENSE' },
    ],
    [
      'a/x-1.dist-info/y-2.dist-info/RECORD',
      { parent: 'a/', folder: 'a/x-1.dist-info', file: 'y-2.dist-info/RECORD' },
    ],
  ])('%s comes apart', (path, parts) => {
    expect(parseDistInfoPath(path)).toEqual(parts)
  })

  test.each(['x-1.dist-info', 'x-1.dist-info/', 'a/b.py', '.dist-info', 'x.egg-info/RECORD'])(
    '"%s" is none',
    (path) => {
      expect(parseDistInfoPath(path)).toBeUndefined()
    },
  )

  test('only folders at the top belong to a wheel', () => {
    expect(
      distInfoFolders(['a.py', 'x-1.dist-info/RECORD', 'x-1.dist-info/WHEEL', 'v/y-1.dist-info/A']),
    ).toEqual(['x-1.dist-info'])
  })
})
