import { createHash } from 'node:crypto'
import { type ZipPart, makeZip, wheelParts } from '@exuvia/crafted-archives'

/** A wheel `demo-1.0-py3-none-any.whl` with one RECORD. */
export interface RecordCase {
  readonly name: string
  readonly wheel: Buffer
}

const INFO = 'demo-1.0.dist-info'
const MODULE = 'demo/__init__.py'
const TEXT = 'VALUE = 1\n'
const FILES = { [MODULE]: TEXT, 'demo/data.txt': 'data\n' }

const digest = (algorithm: string, encoding: 'base64' | 'base64url' | 'hex' = 'base64url'): string =>
  createHash(algorithm).update(TEXT).digest(encoding)

const SHA256 = digest('sha256')
const ROW = `${MODULE},sha256=${SHA256},${TEXT.length}`

/** The lines of the right RECORD. */
function rightLines(files: Readonly<Record<string, string>> = FILES): string[] {
  return recordOf(wheelParts(files)).trimEnd().split('\n')
}

function recordOf(parts: readonly ZipPart[]): string {
  return String(parts.find(({ name }) => name === `${INFO}/RECORD`)?.content)
}

/** The wheel with the lines of its RECORD changed. */
function lines(change: (lines: readonly string[]) => readonly string[], files = FILES): Buffer {
  return text(`${change(rightLines(files)).join('\n')}\n`, files)
}

function text(record: string | Buffer, files: Readonly<Record<string, string>> = FILES): Buffer {
  return makeZip(wheelParts(files, { record }))
}

/** The wheel with another row for its module. */
function row(other: string, files = FILES): Buffer {
  return lines((all) => all.map((line) => (line.startsWith(`${MODULE},`) ? other : line)), files)
}

function more(...other: readonly string[]): Buffer {
  return lines((all) => [...all, ...other])
}

function withFile(name: string, content: string): Buffer {
  return makeZip([{ name, content }, ...wheelParts(FILES)])
}

/** One wheel for each way in which a RECORD can be right, odd or wrong. */
export function recordCases(): RecordCase[] {
  const right = rightLines()
  const quoted = { ...FILES, 'demo/a,b "c".txt': 'x\n' }
  const quotedLine = (name: string): Buffer => {
    const sha256 = createHash('sha256').update('x\n').digest('base64url')
    const own = rightLines(FILES)
    return text(`${[`${name},sha256=${sha256},2`, ...own].join('\n')}\n`, quoted)
  }
  const cases: Readonly<Record<string, Buffer>> = {
    right: lines((all) => all),
    'right, without a last line end': text(right.join('\n')),
    'right, with CRLF': text(`${right.join('\r\n')}\r\n`),
    'right, in another order': lines((all) => all.toReversed()),
    'no row for itself': lines((all) => all.filter((line) => !line.includes('/RECORD,'))),
    'right, with quotes around every field': row(`"${MODULE}","sha256=${SHA256}","${TEXT.length}"`),
    'right, a name with a comma and quotes': quotedLine('"demo/a,b ""c"".txt"'),
    'right, sha384': row(`${MODULE},sha384=${digest('sha384')},${TEXT.length}`),
    'right, sha512': row(`${MODULE},sha512=${digest('sha512')},${TEXT.length}`),
    'right, with RECORD.jws, which has no row': withFile(`${INFO}/RECORD.jws`, '{}'),
    'a row for its signature': makeZip([
      { name: `${INFO}/RECORD.jws`, content: '{}' },
      ...wheelParts(FILES, { record: `${[...right, `${INFO}/RECORD.jws,,`].join('\n')}\n` }),
    ]),
    'right, with RECORD.p7s, which has no row': withFile(`${INFO}/RECORD.p7s`, 'x'),
    'a digest with padding': row(`${MODULE},sha256=${SHA256}=,${TEXT.length}`),
    'a digest in plain base64': row(`${MODULE},sha256=${digest('sha256', 'base64')},${TEXT.length}`),
    'no size': row(`${MODULE},sha256=${SHA256},`),
    'a row for a folder': more('demo/,,'),
    'a name with backslashes': row(ROW.replace('/', '\\')),
    'a byte order mark': text(`\uFEFF${right.join('\n')}\n`),
    'an empty line between': lines(([first = '', ...rest]) => [first, '', ...rest]),
    'an empty line at the end': more(''),
    'a row of commas': more(',,'),
    'blanks around fields': row(`${MODULE} , sha256=${SHA256} , ${TEXT.length}`),
    'four fields': row(`${ROW},more`),
    'two fields': row(`${MODULE},sha256=${SHA256}`),
    'a name alone': row(MODULE),
    'a quote that does not end': row(`"${ROW}`),
    'text behind a quote': row(`"${MODULE}"x,sha256=${SHA256},${TEXT.length}`),
    'a quote inside a name without quotes': quotedLine('demo/a'.concat(',b "c".txt')),
    'a name with a comma without quotes': quotedLine('demo/a,b'),
    'other bytes than UTF-8': text(
      Buffer.concat([Buffer.from(`${right.join('\n')}\n`), Buffer.from([0xff, 0xfe, 0x2c, 0x2c, 0x0a])]),
    ),
    'a NUL': more('demo/\0,,'),
    'in UTF-16': text(Buffer.from(`${right.join('\n')}\n`, 'utf16le')),
    'tabs in place of commas': lines((all) => all.map((line) => line.replaceAll(',', '\t'))),
    'no RECORD': makeZip(wheelParts(FILES).filter(({ name }) => name !== `${INFO}/RECORD`)),
    'an empty RECORD': text(''),
    'a row for itself with a digest': lines((all) =>
      all.map((line) => (line.includes('/RECORD,') ? `${INFO}/RECORD,sha256=${SHA256},1` : line)),
    ),
    'no row for the module': lines((all) => all.filter((line) => !line.startsWith(`${MODULE},`))),
    'no row for METADATA': lines((all) => all.filter((line) => !line.includes('/METADATA,'))),
    'a file more': withFile('demo/more.py', 'evil\n'),
    'a row for a file that is missing': more(`demo/gone.py,sha256=${SHA256},${TEXT.length}`),
    'a row for a file that is missing, without digest': more('demo/gone.py,,'),
    'a row twice': more(ROW),
    'two rows that differ, the right one first': more(`${MODULE},sha256=${'A'.repeat(43)},${TEXT.length}`),
    'two rows that differ, the right one last': lines((all) => [
      `${MODULE},sha256=${'A'.repeat(43)},${TEXT.length}`,
      ...all,
    ]),
    'two names of one file': more(`demo/./__init__.py,sha256=${SHA256},${TEXT.length}`),
    'a name in other case': row(ROW.replace('demo/', 'Demo/')),
    'an absolute path': more(`/etc/passwd,sha256=${SHA256},${TEXT.length}`),
    'a drive': more(`C:/x.py,sha256=${SHA256},${TEXT.length}`),
    'a path above': more(`../x.py,sha256=${SHA256},${TEXT.length}`),
    'a path that leads back': more(`demo/../demo/__init__.py,sha256=${SHA256},${TEXT.length}`),
    'a path from here': row(`./${ROW}`),
    'another digest': row(`${MODULE},sha256=${'A'.repeat(43)},${TEXT.length}`),
    'a digest that is cut off': row(`${MODULE},sha256=${SHA256.slice(0, 20)},${TEXT.length}`),
    'a digest in hexadecimal': row(`${MODULE},sha256=${digest('sha256', 'hex')},${TEXT.length}`),
    'a digest that is no base64': row(`${MODULE},sha256=!!!,${TEXT.length}`),
    'an empty digest': row(`${MODULE},sha256=,${TEXT.length}`),
    'no digest': row(`${MODULE},,${TEXT.length}`),
    'no digest and no size': row(`${MODULE},,`),
    'a digest without its algorithm': row(`${MODULE},${SHA256},${TEXT.length}`),
    'an algorithm in capitals': row(`${MODULE},SHA256=${SHA256},${TEXT.length}`),
    'an algorithm with a hyphen': row(`${MODULE},sha-256=${SHA256},${TEXT.length}`),
    'an unknown algorithm': row(`${MODULE},crc32=AAAA,${TEXT.length}`),
    'an algorithm without a fixed length': row(`${MODULE},shake_256=AAAA,${TEXT.length}`),
    md5: row(`${MODULE},md5=${digest('md5')},${TEXT.length}`),
    sha1: row(`${MODULE},sha1=${digest('sha1')},${TEXT.length}`),
    sha224: row(`${MODULE},sha224=${digest('sha224')},${TEXT.length}`),
    'md5 of other content': row(`${MODULE},md5=${'A'.repeat(22)},${TEXT.length}`),
    'another size': row(`${MODULE},sha256=${SHA256},${TEXT.length + 1}`),
    'a size of words': row(`${MODULE},sha256=${SHA256},ten`),
    'a negative size': row(`${MODULE},sha256=${SHA256},-10`),
    'a size with a sign': row(`${MODULE},sha256=${SHA256},+${TEXT.length}`),
    'a size with a point': row(`${MODULE},sha256=${SHA256},${TEXT.length}.0`),
    'a size with an underscore': row(`${MODULE},sha256=${SHA256},1_0`),
    'a size with a zero before': row(`${MODULE},sha256=${SHA256},0${TEXT.length}`),
    'a size in other digits': row(`${MODULE},sha256=${SHA256},\u0661\u0660`),
    'a size beyond 64 bits': row(`${MODULE},sha256=${SHA256},99999999999999999999`),
  }
  return Object.entries(cases).map(([name, wheel]) => ({ name, wheel }))
}
