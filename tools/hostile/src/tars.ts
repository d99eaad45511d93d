import { gzipSync, zstdCompressSync } from 'node:zlib'
import {
  type TarFields,
  makeTar,
  makeZip,
  padded,
  paxRecord,
  tarHeader,
  wheelParts,
} from '@exuvia/crafted-archives'
import type { Crafted } from './input.ts'
import { mutated } from './random.ts'

const FILE = 'demo-1.0.tar'
const GZIPPED = 'demo-1.0.tar.gz'
const ROOT = 'demo-1.0'

type Blocks = readonly Buffer[]

/** Every tar: valid odd ones, and those in which two tools could see two things. */
export function tars(): Crafted[] {
  return [
    ...headers(),
    ...extensions(),
    ...names(),
    ...endings(),
    ...gzips(),
    ...sizes(),
    ...packedOtherwise(),
    ...mutations(),
  ]
}

function tar(name: string, blocks: () => Blocks): Crafted {
  return { name, file: FILE, bytes: () => makeTar([...blocks(), ...last()]) }
}

/** A file with content. */
function file(name: string, content: string | Buffer = 'content', fields: TarFields = {}): Buffer[] {
  return [tarHeader(name, '0', { size: Buffer.byteLength(content), ...fields }), padded(content)]
}

/** A file behind what is to be shown: a reader that loses its place does not find it. */
function last(): Buffer[] {
  return file(`${ROOT}/last.txt`, 'last')
}

function pax(type: 'x' | 'g', ...records: readonly string[]): Buffer[] {
  const body = records.map(paxRecord).join('')
  return [tarHeader('pax', type, { size: Buffer.byteLength(body) }), padded(body)]
}

function rawPax(body: string | Buffer): Buffer[] {
  return [tarHeader('pax', 'x', { size: Buffer.byteLength(body) }), padded(body)]
}

function gnu(type: 'L' | 'K', name: string): Buffer[] {
  return [tarHeader('././@LongLink', type, { size: Buffer.byteLength(name) + 1 }), padded(`${name}\0`)]
}

/** A link whose target is in the header. */
function link(name: string, type: '1' | '2', target: string): Buffer {
  const block = tarHeader(name, type)
  block.fill(0, 157, 257)
  block.write(target, 157)
  return summed(block)
}

/** A header with a new checksum. */
function summed(block: Buffer): Buffer {
  block.fill(0x20, 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

/** A header in which a field has other bytes. */
function edited(at: number, bytes: string | Buffer, name = `${ROOT}/a.txt`): Buffer {
  const block = tarHeader(name, '0', { size: 7 })
  Buffer.from(bytes).copy(block, at)
  return summed(block)
}

const NO_MAGIC = '\0\0\0\0\0\0\0\0'
const A = `${ROOT}/a.txt`

function headers(): Crafted[] {
  const content = padded('content')
  return [
    tar('valid', () => file(A)),
    tar('without magic', () => file(A, 'content', { magic: NO_MAGIC })),
    tar('magic of GNU', () => file(A, 'content', { magic: 'ustar  \0' })),
    tar('unknown magic', () => file(A, 'content', { magic: 'usteryyy' })),
    tar('prefix', () => file('a.txt', 'content', { prefix: ROOT })),
    tar('prefix without magic', () => file('a.txt', 'content', { prefix: ROOT, magic: NO_MAGIC })),
    tar('prefix with the magic of GNU', () => file('a.txt', 'content', { prefix: ROOT, magic: 'ustar  \0' })),
    tar('prefix with an unknown version', () =>
      file('a.txt', 'content', { prefix: ROOT, magic: 'ustar\x0099' }),
    ),
    tar('prefix that ends in a slash', () => file('a.txt', 'content', { prefix: `${ROOT}/` })),
    tar('prefix above the folder', () => file('a.txt', 'content', { prefix: '..' })),
    ...(['size', 'mtime', 'uid'] as const).flatMap((binary) => [
      tar(`${binary} in base-256`, () => [tarHeader(A, '0', { size: 7, binary }), content]),
    ]),
    tar('negative size in base-256', () => [tarHeader(A, '0', { size: -512, binary: 'size' }), content]),
    tar('largest size in base-256', () => [
      tarHeader(A, '0', { size: 7, binary: 'size', huge: true }),
      content,
    ]),
    tar('negative time', () => [tarHeader(A, '0', { size: 7, mtime: -5, binary: 'mtime' }), content]),
    tar('owner that is no number', () => [tarHeader(A, '0', { size: 7, owner: 'evil' }), content]),
    tar('device that is no number', () => [tarHeader(A, '0', { size: 7, device: 'evil' }), content]),
    tar('size that is no number', () => [edited(124, '0000000x007\0'), content]),
    tar('size with blanks', () => [edited(124, '         7  '), content]),
    tar('size without an end', () => [edited(124, '000000000007'), content]),
    tar('size that ends at a NUL', () => [edited(124, '7\x00000000999'), content]),
    tar('empty size', () => [edited(124, '\0'.repeat(12)), content]),
    tar('mode that is no number', () => [edited(100, 'rw-r--r-'), content]),
    tar('mode with setuid', () => [edited(100, '0004755\0'), content]),
    tar('checksum of signed bytes', () => {
      const block = tarHeader(`${ROOT}/gr\u00F6\u00DFe.txt`, '0', { size: 7 })
      block.fill(0x20, 148, 156)
      const sum = block.reduce((total, byte) => total + (byte > 127 ? byte - 256 : byte), 0)
      block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
      return [block, content]
    }),
    tar('wrong checksum', () => {
      const block = tarHeader(A, '0', { size: 7 })
      block.write('000001\0 ', 148, 'latin1')
      return [block, content]
    }),
    ...['3', '4', '6', '7', 'S', 'D', 'M', 'N', 'V', 'A', 'X', 'Z', '9', '\x01'].map((type) =>
      tar(`type ${JSON.stringify(type)}`, () => [tarHeader(A, type, { size: 7 }), content]),
    ),
    tar('old folder', () => [tarHeader(`${ROOT}/d/`, '\0', { magic: NO_MAGIC })]),
    tar('folder with content', () => [tarHeader(`${ROOT}/d/`, '5', { size: 7 }), content]),
    tar('link with content', () => [tarHeader(`${ROOT}/l`, '2', { size: 7 }), content]),
    tar('file that ends in a slash', () => file(`${ROOT}/d/`)),
    tar('folder that does not end in a slash', () => [tarHeader(`${ROOT}/d`, '5')]),
    tar('contiguous file', () => [tarHeader(A, '7', { size: 7 }), content]),
  ]
}

const file7 = (): Buffer[] => file(A)

function extensions(): Crafted[] {
  const good = `path=${ROOT}/good.txt`
  const evil = `path=${ROOT}/evil.txt`
  const records: Readonly<Record<string, () => Blocks>> = {
    'pax path': () => [...pax('x', good), ...file7()],
    'pax path twice in one header': () => [...pax('x', good, evil), ...file7()],
    'two pax headers': () => [...pax('x', good), ...pax('x', evil), ...file7()],
    'two pax headers, one empty': () => [...pax('x', good), tarHeader('x', 'x'), ...file7()],
    'GNU name': () => [...gnu('L', `${ROOT}/long.txt`), ...file7()],
    'two GNU names': () => [...gnu('L', `${ROOT}/1.txt`), ...gnu('L', `${ROOT}/2.txt`), ...file7()],
    'GNU name, then another pax path': () => [...gnu('L', `${ROOT}/1.txt`), ...pax('x', evil), ...file7()],
    'pax path, then another GNU name': () => [...pax('x', evil), ...gnu('L', `${ROOT}/1.txt`), ...file7()],
    'GNU name and the same pax path': () => [...gnu('L', `${ROOT}/good.txt`), ...pax('x', good), ...file7()],
    'GNU name with a NUL': () => [...gnu('L', `${ROOT}/1.txt\0evil`), ...file7()],
    'GNU name that goes on behind its size': () => [
      tarHeader('././@LongLink', 'L', { size: ROOT.length + 6 }),
      padded(`${ROOT}/1.txtevil`),
      ...file7(),
    ],
    'GNU name without a NUL': () => [
      tarHeader('././@LongLink', 'L', { size: ROOT.length + 6 }),
      padded(`${ROOT}/1.txt`),
      ...file7(),
    ],
    'GNU name of 100 kB': () => [...gnu('L', `${ROOT}/${'n'.repeat(100_000)}`), ...file7()],
    'GNU name at the end': () => gnu('L', `${ROOT}/1.txt`),
    'GNU link': () => [...gnu('K', 'last.txt'), tarHeader(`${ROOT}/l`, '2')],
    'two GNU links': () => [...gnu('K', 'last.txt'), ...gnu('K', 'a'), tarHeader(`${ROOT}/l`, '2')],
    'GNU link and another pax link': () => [
      ...gnu('K', 'last.txt'),
      ...pax('x', 'linkpath=a'),
      tarHeader(`${ROOT}/l`, '2'),
    ],
    'pax size': () => [...pax('x', 'size=7'), ...file7()],
    'another pax size': () => [...pax('x', 'size=3'), ...file7()],
    'pax size beyond the end': () => [...pax('x', 'size=99999999999999'), ...file7()],
    'pax size with a sign': () => [...pax('x', 'size=+7'), ...file7()],
    'pax size of a folder': () => [...pax('x', 'size=512'), tarHeader(`${ROOT}/d/`, '5')],
    'empty pax path': () => [...pax('x', 'path='), ...file7()],
    'pax path with a NUL': () => [...pax('x', `path=${ROOT}/a\0b`), ...file7()],
    'pax time with a fraction': () => [...pax('x', 'mtime=1350244992.02'), ...file7()],
    'pax time that is no number': () => [...pax('x', 'mtime=0x10'), ...file7()],
    'pax time of 100 kB': () => [...pax('x', `mtime=${'1'.repeat(100_000)}`), ...file7()],
    'pax names in another charset': () => [...pax('x', 'hdrcharset=BINARY', good), ...file7()],
    'pax comment': () => [...pax('x', 'comment=text'), ...file7()],
    'pax owner of a schema': () => [
      ...pax('x', 'SCHILY.xattr.user.a=b', 'LIBARCHIVE.creationtime=1'),
      ...file7(),
    ],
    'global comment': () => [...pax('g', 'comment=0123'), ...file7()],
    'global path': () => [...pax('g', evil), ...file7()],
    'global size': () => [...pax('g', 'size=3'), ...file7()],
    'global link': () => [...pax('g', 'linkpath=a'), tarHeader(`${ROOT}/l`, '2')],
    'global header between': () => [...pax('x', good), ...pax('g', 'comment=c'), ...file7()],
    'sparse by pax': () => [...pax('x', 'GNU.sparse.major=1', 'GNU.sparse.minor=0'), ...file7()],
    'sparse by name': () => [...pax('x', `GNU.sparse.name=${ROOT}/evil`, 'GNU.sparse.size=9'), ...file7()],
    'real size of star': () => [...pax('x', 'SCHILY.realsize=9'), ...file7()],
    'wrong length of a record': () => [...rawPax('99 path=x\n'), ...file7()],
    'length of 0': () => [...rawPax('0 path=x\n'), ...file7()],
    'length that is no number': () => [...rawPax('1e1 path=x\n'), ...file7()],
    'record without an end': () => [...rawPax('12 path=longX'), ...file7()],
    'record without =': () => [...rawPax('7 path\n'), ...file7()],
    'record that is not UTF-8': () => [...rawPax(Buffer.from('10 path=\xff\n', 'latin1')), ...file7()],
    'records behind a NUL': () => [...rawPax(`${paxRecord(good)}\0${paxRecord(evil)}`), ...file7()],
    '100,000 records': () => {
      const body = Array.from({ length: 30_000 }, (_, index) => paxRecord(`k${index}=v`)).join('')
      return [...rawPax(body), ...file7()]
    },
    'a record of 900 kB': () => [...pax('x', `comment=${'c'.repeat(900_000)}`), ...file7()],
    'old Sun extended header': () => {
      const body = paxRecord(good)
      return [tarHeader('X', 'X', { size: body.length }), padded(body), ...file7()]
    },
  }
  return Object.entries(records).map(([what, blocks]) => tar(what, blocks))
}

function names(): Crafted[] {
  const list: Readonly<Record<string, string>> = {
    'above the folder': '../evil',
    'above, from inside': `${ROOT}/../../evil`,
    'up and down again': `${ROOT}/../${ROOT}/a`,
    absolute: '/tmp/evil',
    'a drive': 'C:/evil',
    'a backslash': `${ROOT}\\evil`,
    'a dot in front': `./${ROOT}/a`,
    'a dot inside': `${ROOT}/./a`,
    'two slashes': `${ROOT}//a`,
    'a line feed': `${ROOT}/a\n::error::forged\n.py`,
    'an escape': `${ROOT}/a\u001B[2J.py`,
    blanks: `${ROOT}/ a .py `,
    'UTF-8': `${ROOT}/größe.txt`,
    'right-to-left override': `${ROOT}/\u202Eyp.exe`,
    'of Windows': `${ROOT}/aux.py`,
  }
  const links: Readonly<Record<string, () => Blocks>> = {
    'link inside': () => [...file(A), link(`${ROOT}/l`, '2', 'a.txt')],
    'link to nothing inside': () => [link(`${ROOT}/l`, '2', 'none')],
    'link to the folder itself': () => [link(`${ROOT}/l`, '2', '.')],
    'link to itself': () => [link(`${ROOT}/l`, '2', 'l')],
    'link outside': () => [link(`${ROOT}/l`, '2', '../../etc/passwd')],
    'absolute link': () => [link(`${ROOT}/l`, '2', '/etc/passwd')],
    'link, then a file below it': () => [link(`${ROOT}/l`, '2', 'sub'), ...file(`${ROOT}/l/a`)],
    'link, then a file in its place': () => [link(`${ROOT}/l`, '2', 'a.txt'), ...file(`${ROOT}/l`)],
    'links that climb': () => [link(`${ROOT}/x`, '2', '.'), link(`${ROOT}/y`, '2', 'x/../..')],
    'hard link': () => [...file(A), link(`${ROOT}/h`, '1', A)],
    'hard link to nothing': () => [link(`${ROOT}/h`, '1', `${ROOT}/none`)],
    'hard link outside': () => [link(`${ROOT}/h`, '1', '../evil')],
    'hard link to a link': () => [link(`${ROOT}/l`, '2', 'last.txt'), link(`${ROOT}/h`, '1', `${ROOT}/l`)],
    'hard link with content': () => {
      const block = link(`${ROOT}/h`, '1', A)
      block.write('00000000007\0', 124)
      return [...file(A), summed(block), padded('content')]
    },
    'the same twice': () => [...file(A, 'one'), ...file(A, 'two')],
    'the same, spelled with a dot': () => [...file(A, 'one'), ...file(`./${A}`, 'two')],
    'the same in capitals': () => [...file(A, 'one'), ...file(A.toUpperCase(), 'two')],
    'the same in Unicode': () => [...file(`${ROOT}/caf\u00E9`), ...file(`${ROOT}/cafe\u0301`)],
    'file, then a file below it': () => [...file(A), ...file(`${A}/b`)],
    'folder in place of a file': () => [...file(A), tarHeader(`${A}/`, '5')],
    'file in place of a folder': () => [tarHeader(`${A}/`, '5'), ...file(A)],
    'folder twice': () => [tarHeader(`${ROOT}/d/`, '5'), tarHeader(`${ROOT}/d/`, '5')],
    'empty name': () => file(''),
    'not UTF-8': () => [summed(Buffer.from(edited(9, Buffer.from('\xff\xfe', 'latin1')))), padded('content')],
    'name of 300 bytes': () => [...pax('x', `path=${ROOT}/${'n'.repeat(300)}`), ...file(A)],
    '200 folders deep': () => [...pax('x', `path=${'d/'.repeat(200)}f`), ...file(A)],
    '150 names, 2,000 folders deep': () =>
      Array.from({ length: 150 }, (_, index) => [
        ...pax('x', `path=${index}/${'d/'.repeat(2000)}f`),
        tarHeader('f', '0'),
      ]).flat(),
    'EXUVIA.json that is a link': () => [link(`${ROOT}/EXUVIA.json`, '2', 'last.txt')],
    'EXUVIA.json that is text': () => file(`${ROOT}/EXUVIA.json`, 'not JSON'),
    'a nested tarball': () => file(`${ROOT}/inner.tar`, makeTar(file(A))),
    'a nested wheel': () => file(`${ROOT}/demo-1.0-py3-none-any.whl`, makeZip(wheelParts())),
  }
  return [
    ...Object.entries(list).map(([what, name]) => tar(`name: ${what}`, () => file(name))),
    ...Object.entries(links).map(([what, blocks]) => tar(`names: ${what}`, blocks)),
  ]
}

const whole = (): Buffer => makeTar(file(A))

function endings(): Crafted[] {
  const made: Readonly<Record<string, () => Buffer>> = {
    'no end marks': () => Buffer.concat(file(A)),
    'one end mark': () => Buffer.concat([...file(A), Buffer.alloc(512)]),
    'an entry behind one block of zeros': () => makeTar([...file(A), Buffer.alloc(512), ...last()]),
    'an entry behind the end': () => Buffer.concat([whole(), makeTar(last())]),
    'text behind the end': () => Buffer.concat([whole(), Buffer.from('text')]),
    'zeros behind the end': () => Buffer.concat([whole(), Buffer.alloc(20 * 512)]),
    'zeros in front': () => Buffer.concat([Buffer.alloc(1024), whole()]),
    'nothing but zeros': () => Buffer.alloc(10_240),
    'empty file': () => Buffer.alloc(0),
    'cut off in a header': () => whole().subarray(0, 300),
    'cut off in content': () => Buffer.concat(file(A, 'x'.repeat(2000))).subarray(0, 1500),
    'size beyond the end': () => Buffer.concat([tarHeader(A, '0', { size: 1e9 }), Buffer.alloc(1024)]),
    'a second archive with other content': () => Buffer.concat([whole(), makeTar(file(A, 'evil'))]),
  }
  return Object.entries(made).map(([name, bytes]) => ({ name: `end: ${name}`, file: FILE, bytes }))
}

const twoFiles = (): Buffer => makeTar([...file(A), ...last()])

const packed = (): Buffer => gzipSync(twoFiles())

function gzips(): Crafted[] {
  const withByte = (at: number, mask: number): Buffer => {
    const bytes = packed()
    const index = at < 0 ? bytes.length + at : at
    bytes[index] = (bytes[index] ?? 0) ^ mask
    return bytes
  }
  const made: Readonly<Record<string, () => Buffer>> = {
    valid: packed,
    'second member with the rest': () =>
      Buffer.concat([gzipSync(twoFiles().subarray(0, 1024)), gzipSync(twoFiles().subarray(1024))]),
    'second member behind the end': () => Buffer.concat([packed(), packed()]),
    'empty second member': () => Buffer.concat([packed(), gzipSync(Buffer.alloc(0))]),
    'text behind it': () => Buffer.concat([packed(), Buffer.from('junk')]),
    'zeros behind it': () => Buffer.concat([packed(), Buffer.alloc(512)]),
    'reserved flag': () => withByte(3, 0x40),
    'another method': () => withByte(2, 7),
    'wrong checksum': () => withByte(-8, 1),
    'wrong size': () => withByte(-4, 1),
    'cut off': () => packed().subarray(0, -20),
    'header without an end': () =>
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]), Buffer.alloc(900_000, 'n')]),
    'gzip of text': () => gzipSync('text, not tar\n'.repeat(1000)),
    'gzip in gzip': () => gzipSync(packed()),
    'zip by its bytes': () => makeZip(wheelParts()),
    '60 MB of zeros': () => gzipSync(makeTar(file(A, Buffer.alloc(60 * 1024 * 1024))), { level: 9 }),
    '400 MB of zeros': () => gzipSync(makeTar(file(A, Buffer.alloc(400 * 1024 * 1024))), { level: 9 }),
    '180 MB at the highest allowed ratio': () => {
      const ballast = Buffer.from(
        Array.from({ length: 750_000 }, (_, at) => (at * at * 31 + (at >> 3)) % 251),
      )
      return gzipSync(
        makeTar([...file(`${ROOT}/ballast`, ballast), ...file(A, Buffer.alloc(120 * 1024 * 1024))]),
        { level: 9 },
      )
    },
  }
  return Object.entries(made).map(([name, bytes]) => ({ name: `gzip: ${name}`, file: GZIPPED, bytes }))
}

const many = (count: number, block: (index: number) => Buffer): (() => Buffer) => {
  return () => gzipSync(makeTar(Array.from({ length: count }, (_, index) => block(index))), { level: 9 })
}

function listed(items: string): string {
  return `{"schema":"exuvia.tarball/1","files":[${items}1]}`
}

function sizes(): Crafted[] {
  const made: Readonly<Record<string, () => Buffer>> = {
    '60,000 times one folder': many(60_000, () => tarHeader(`${ROOT}/d/`, '5')),
    '10,000 empty files': many(10_000, (index) => tarHeader(`${ROOT}/${index % 10}/${index}`, '0')),
    '10,000 links': many(10_000, (index) => tarHeader(`${ROOT}/l${index}`, '2')),
    '10,000 hard links': many(10_000, (index) =>
      index === 0 ? tarHeader(A, '0') : link(`${ROOT}/h${index}`, '1', A),
    ),
    '10,000 empty modules': many(10_000, (index) => tarHeader(`${ROOT}/p${index}.py`, '0')),
    '10,000 empty modules with bytecode': many(10_000, (index) =>
      tarHeader(`${ROOT}/p${index >> 1}.py${index % 2 === 0 ? 'c' : ''}`, '0'),
    ),
    '10,000 pieces of bytecode': many(10_000, (index) =>
      Buffer.concat(file(`${ROOT}/p${index}.pyc`, `\xcb\r\r\n${index}`)),
    ),
    '10,000 empty modules with names in pax headers': () =>
      gzipSync(
        makeTar(
          Array.from({ length: 10_000 }, (_, index) => [
            ...pax('x', `path=${ROOT}/p${index}.py`),
            tarHeader('p', '0'),
          ]).flat(),
        ),
      ),
    '30,000 empty files': many(30_000, (index) => tarHeader(`${ROOT}/${index % 10}/${index}`, '0')),
    '90,000 empty modules': many(90_000, (index) => tarHeader(`${ROOT}/p${index}.py`, '0')),
    '100,000 links': many(90_000, (index) => tarHeader(`${ROOT}/l${index}`, '2')),
    '30,000 names that collide': many(30_000, (index) =>
      tarHeader(
        `${ROOT}/${index.toString(2).padStart(16, '0').replaceAll('0', 'a').replaceAll('1', 'A')}`,
        '0',
      ),
    ),
    ...Object.fromEntries(
      Object.entries({
        'empty objects': '{}            ,',
        'empty lists': '[],',
        texts: '"aaaaaaaaaaaaa",',
        numbers: '1,',
      }).map(([what, item]) => [
        `10 MB of ${what} in EXUVIA.json`,
        () => gzipSync(makeTar(file(`${ROOT}/EXUVIA.json`, listed(item.repeat(1e7 / item.length))))),
      ]),
    ),
    '60 MB of EXUVIA.json': () =>
      gzipSync(makeTar(file(`${ROOT}/EXUVIA.json`, Buffer.alloc(60 * 1024 * 1024, '[')))),
  }
  return Object.entries(made).map(([name, bytes]) => ({ name: `many: ${name}`, file: GZIPPED, bytes }))
}

const withModule = (): Buffer => makeTar([...file(`${ROOT}/module.py`), ...last()])

function packedOtherwise(): Crafted[] {
  return [
    { name: 'packed with zstd', file: 'demo-1.0.tar.zst', bytes: () => zstdCompressSync(withModule()) },
    { name: 'packed with zstd, named .tar.gz', file: GZIPPED, bytes: () => zstdCompressSync(withModule()) },
    { name: 'tar, named .tar.gz', file: GZIPPED, bytes: withModule },
    { name: 'gzip, named .tar', file: FILE, bytes: () => gzipSync(withModule()) },
    { name: 'tar, named .whl', file: 'demo-1.0-py3-none-any.whl', bytes: withModule },
  ]
}

function mutations(): Crafted[] {
  const plain = makeTar([
    ...pax('x', `path=${ROOT}/long.txt`),
    ...file(A),
    link(`${ROOT}/l`, '2', 'last.txt'),
    ...last(),
  ])
  // Most of a tar is padding: change the headers.
  const headerBytes = [0, 1024, 2048, 2560].map((at) => plain.subarray(at, at + 512))
  return mutated(Buffer.concat(headerBytes), 12).map((changed, seed) => ({
    name: `headers changed at random, ${seed}`,
    file: FILE,
    bytes: () => {
      const copy = Buffer.from(plain)
      for (const [index, at] of [0, 1024, 2048, 2560].entries()) {
        const block = Buffer.from(changed.subarray(index * 512, (index + 1) * 512))
        // Without a right checksum, every change is noticed.
        summed(block).copy(copy, at)
      }
      return copy
    },
  }))
}
