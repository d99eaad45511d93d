import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { checkRecord, formatRecord, problemOfDigest, recordRow, unhashedRow } from '../src/index.ts'

const INFO = 'gull-1.0.dist-info'
const BYTES = Buffer.from('x = 1\n')
const SHA256 = createHash('sha256').update(BYTES).digest('hex')
const FILES = new Map([
  ['gull.py', BYTES.length],
  [`${INFO}/METADATA`, BYTES.length],
  [`${INFO}/RECORD`, 100],
])
const OWN = unhashedRow(`${INFO}/RECORD`)
const GOOD = [
  recordRow('gull.py', SHA256, BYTES.length),
  recordRow(`${INFO}/METADATA`, SHA256, BYTES.length),
  OWN,
]
const RECORD = formatRecord(GOOD)

/** What RECORD's names, sizes and digests show. */
function problems(record: string | undefined, files: ReadonlyMap<string, number> = FILES): string[] {
  const { problems: found, digests } = checkRecord(record, INFO, files)
  const wrong = digests.flatMap((each) => {
    const detail = problemOfDigest(each, createHash(each.algorithm).update(BYTES).digest())
    return detail === undefined ? [] : [`${each.path}: ${detail}`]
  })
  return [...found.map(({ path, detail }) => `${path}: ${detail}`), ...wrong]
}

/** RECORD with another row for gull.py. */
const with_ = (row: string): string => `${row}\n${formatRecord(GOOD.slice(1))}`

describe('RECORD fits', () => {
  test('with a row for each file, and one without digest for itself', () => {
    expect(problems(RECORD)).toEqual([])
    expect(problems(RECORD.trimEnd())).toEqual([])
    expect(problems(RECORD.replaceAll('\n', '\r\n'))).toEqual([])
  })

  test.each(['sha256', 'sha384', 'sha512', 'sha3_256', 'sha3_384', 'sha3_512', 'blake2b', 'blake2s'])(
    'with the digest %s',
    (name) => {
      const node = { blake2b: 'blake2b512', blake2s: 'blake2s256' }[name] ?? name.replace('_', '-')
      const digest = createHash(node).update(BYTES).digest('base64url')
      expect(problems(with_(`gull.py,${name}=${digest},6`))).toEqual([])
      expect(problems(with_(`gull.py,${name}=${digest}A,6`))).toHaveLength(1)
    },
  )

  test('with backslashes, and with rows for folders', () => {
    expect(problems(RECORD.replace(`${INFO}/`, `${INFO}\\`))).toEqual([])
    expect(problems(`${RECORD}${INFO}/,,\n`)).toEqual([])
  })

  test.each(['RECORD.jws', 'RECORD.p7s'])('with the signature %s, which it does not mention', (name) => {
    const files = new Map([...FILES, [`${INFO}/${name}`, 1]])
    expect(problems(RECORD, files)).toEqual([])
    expect(problems(`${RECORD}${INFO}/${name},,\n`, files)).toEqual([
      `${INFO}/${name}: RECORD has a row for its own signature`,
    ])
    // A signature elsewhere is a file like any other.
    expect(problems(RECORD, new Map([...FILES, [`gull/${name}`, 1]]))).toEqual([
      `gull/${name}: the file is not in RECORD`,
    ])
  })
})

describe('RECORD does not fit', () => {
  test.each([
    ['no RECORD', undefined, `${INFO}/RECORD: RECORD is missing`],
    ['an empty RECORD', '', `${INFO}/METADATA: the file is not in RECORD`],
    ['a byte order mark', `\uFEFF${RECORD}`, `${INFO}/RECORD: RECORD begins with a byte order mark`],
    ['an empty line', `${RECORD}\n`, `${INFO}/RECORD: line 4 of RECORD is empty; expected a path`],
    ['a line without a path', `${RECORD},,\n`, `${INFO}/RECORD: line 4 of RECORD has no path`],
    ['two fields', `${RECORD}a,b\n`, `${INFO}/RECORD: line 4 of RECORD has 2 fields; expected a path`],
    ['four fields', `${RECORD}a,b,c,d\n`, `${INFO}/RECORD: line 4 of RECORD has 4 fields`],
    ['an open quotation mark', `${RECORD}"a,b,c\n`, `${INFO}/RECORD: RECORD has a quotation mark`],
    ['other bytes than UTF-8', `${RECORD}\uFFFD,,\n`, `${INFO}/RECORD: RECORD is not UTF-8`],
    ['no row for itself', formatRecord(GOOD.slice(0, 2)), `${INFO}/RECORD: RECORD has no row for itself`],
    ['two rows for itself', `${RECORD}${INFO}/RECORD,,\n`, `${INFO}/RECORD: RECORD has 2 rows for itself`],
    [
      'a digest of itself',
      formatRecord([...GOOD.slice(0, 2), recordRow(`${INFO}/RECORD`, SHA256, 6)]),
      `${INFO}/RECORD: RECORD has a digest or a size of itself`,
    ],
    [
      'a digest with padding',
      with_(`gull.py,sha256=${Buffer.from(SHA256, 'hex').toString('base64url')}=,6`),
      'gull.py: its sha256 digest is written with padding',
    ],
    [
      'no size',
      with_(`gull.py,sha256=${Buffer.from(SHA256, 'hex').toString('base64url')},`),
      'gull.py: RECORD has no size for the file',
    ],
    ['a file without a row', formatRecord(GOOD.slice(1)), 'gull.py: the file is not in RECORD'],
    ['a row without a file', `${RECORD}gone.py,,\n`, 'gone.py: the file is in RECORD and not in the wheel'],
    ['another digest', with_(`gull.py,sha256=${'A'.repeat(43)},6`), 'gull.py: the digest differs'],
    ['a digest in hexadecimal', with_(`gull.py,sha256=${SHA256},6`), 'gull.py: its sha256 digest is written'],
    [
      'another size',
      with_(formatRecord(GOOD.slice(0, 1)).trim().replace(/,6$/, ',7')),
      'gull.py: RECORD says 7 bytes',
    ],
    [
      'a size that is no number',
      with_(`gull.py,sha256=${'A'.repeat(43)},six`),
      'gull.py: RECORD says six bytes',
    ],
    ['no digest', with_('gull.py,,'), 'gull.py: RECORD has no digest'],
    ['a row of a name alone', with_('gull.py'), `${INFO}/RECORD: line 1 of RECORD has 1 field;`],
    ['md5', with_('gull.py,md5=x,6'), 'gull.py: RECORD has the weak digest "md5"'],
    ['sha1', with_('gull.py,sha1=x,6'), 'gull.py: RECORD has the weak digest "sha1"'],
    ['sha224', with_('gull.py,sha224=x,6'), 'gull.py: RECORD has the weak digest "sha224"'],
    ['an unknown digest', with_('gull.py,crc32=x,6'), 'gull.py: RECORD has the unknown digest'],
    ['a digest named like a member', with_('gull.py,constructor=x,6'), 'gull.py: RECORD has the unknown'],
    ['a digest without a name', with_('gull.py,abc,6'), 'gull.py: RECORD has the unknown digest'],
    ['two equal rows', `${RECORD}${formatRecord(GOOD.slice(0, 1))}`, 'gull.py: RECORD has 2 rows'],
    ['two different rows', `${RECORD}gull.py,,\n`, 'gull.py: RECORD has 2 rows'],
    ['an absolute path', `${RECORD}/etc/passwd,,\n`, '/etc/passwd: RECORD has an absolute path'],
    ['a drive', `${RECORD}C:\\x.py,,\n`, 'C:/x.py: RECORD has an absolute path'],
    ['a path that leads out', `${RECORD}../x.py,,\n`, '../x.py: RECORD has a path with ".."'],
    ['a path that leads back', `${RECORD}a/../gull.py,,\n`, 'a/../gull.py: RECORD has a path with ".."'],
    ['a row for a folder that has no file', `${RECORD}empty/,,\n`, 'empty/: the file is in RECORD'],
  ])('%s', (_name, record, problem) => {
    expect(problems(record)[0]).toContain(problem)
  })
})
