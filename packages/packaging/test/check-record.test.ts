import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { checkRecord, formatRecord, problemOfDigest, recordRow } from '../src/index.ts'

const INFO = 'gull-1.0.dist-info'
const BYTES = Buffer.from('x = 1\n')
const SHA256 = createHash('sha256').update(BYTES).digest('hex')
const FILES = new Map([
  ['gull.py', BYTES.length],
  [`${INFO}/METADATA`, BYTES.length],
  [`${INFO}/RECORD`, 100],
])
const GOOD = [recordRow('gull.py', SHA256, BYTES.length), recordRow(`${INFO}/METADATA`, SHA256, BYTES.length)]
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
  test('with a row for each file but itself', () => {
    expect(problems(RECORD)).toEqual([])
    expect(problems(`${RECORD}${INFO}/RECORD,,\n`)).toEqual([])
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

  test('without a size, with padding, with backslashes, and with rows for folders', () => {
    const digest = createHash('sha256').update(BYTES).digest('base64')
    expect(problems(with_(`gull.py,sha256=${digest.replaceAll('+', '-').replaceAll('/', '_')},`))).toEqual([])
    expect(problems(RECORD.replace(`${INFO}/`, `${INFO}\\`))).toEqual([])
    expect(problems(`${RECORD}${INFO}/,,\n`)).toEqual([])
  })

  test.each(['RECORD.jws', 'RECORD.p7s'])('with or without the signature %s', (name) => {
    expect(problems(RECORD, new Map([...FILES, [`${INFO}/${name}`, 1]]))).toEqual([])
    expect(problems(`${RECORD}${INFO}/${name},,\n`, new Map([...FILES, [`${INFO}/${name}`, 1]]))).toEqual([])
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
    ['a row of a name alone', with_('gull.py'), 'gull.py: RECORD has no digest'],
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
