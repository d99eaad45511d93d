import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { parseTarballManifest, serializeTarballManifest } from '@exuvia/manifest'
import type { DecisionSummary, TarballManifest } from '@exuvia/model'

/** Bytecode of the example, and an empty file. */
const CODE = 'lib/hello/__init__.pyc'
export const EMPTY = 'lib/hello/empty.py'

/** A change to an unpacked tarball, and what a report says about it. */
export interface Tampering {
  readonly name: string
  readonly change: (folder: string) => void
  /** Part of a line of the report for a folder; the report for a packed tarball has the same line. */
  readonly told: string
  /** The same for a tarball, if it differs. */
  readonly toldOfTarball?: string
}

const replaceBy =
  (file: string, make: (at: string) => void) =>
  (folder: string): void => {
    rmSync(path.join(folder, file))
    make(path.join(folder, file))
  }

const mode =
  (file: string, bits: number) =>
  (folder: string): void =>
    chmodSync(path.join(folder, file), bits)

export const TAMPERINGS: readonly Tampering[] = [
  {
    name: 'other bytes of the same size',
    change: (folder) => {
      const bytes = readFileSync(path.join(folder, CODE))
      bytes[20] = (bytes[20] ?? 0) ^ 1
      writeFileSync(path.join(folder, CODE), bytes)
    },
    told: `changed ${CODE}`,
  },
  {
    name: 'a byte more',
    change: (folder) => appendFileSync(path.join(folder, CODE), 'x'),
    told: `changed ${CODE}`,
  },
  {
    name: 'a byte less',
    change: (folder) => truncateSync(path.join(folder, CODE), 20),
    told: `changed ${CODE}`,
  },
  { name: 'a file the less', change: (folder) => rmSync(path.join(folder, EMPTY)), told: `missing ${EMPTY}` },
  {
    name: 'a folder the less',
    change: (folder) => rmSync(path.join(folder, 'lib/hello'), { recursive: true }),
    told: `missing ${CODE}`,
  },
  {
    name: 'a file the more',
    change: (folder) => writeFileSync(path.join(folder, 'lib/hello/evil.pyc'), ''),
    told: 'extra lib/hello/evil.pyc',
  },
  {
    name: 'a hidden file the more',
    change: (folder) => writeFileSync(path.join(folder, 'lib/.pth'), ''),
    told: 'extra lib/.pth',
  },
  {
    name: 'an empty folder the more',
    change: (folder) => mkdirSync(path.join(folder, 'lib/hello/evil')),
    told: 'extra lib/hello/evil/',
  },
  {
    name: 'another name',
    change: (folder) => renameSync(path.join(folder, CODE), path.join(folder, 'lib/hello/__init__.PYC')),
    told: `missing ${CODE}`,
  },
  {
    name: 'a link the more',
    change: (folder) => symlinkSync('hello', path.join(folder, 'lib/evil')),
    told: 'extra lib/evil',
  },
  {
    name: 'a link in place of a file',
    change: replaceBy(EMPTY, (at) => symlinkSync('__init__.pyc', at)),
    told: `changed ${EMPTY}`,
  },
  {
    name: 'a link to the same bytes',
    change: (folder) => {
      renameSync(path.join(folder, CODE), path.join(folder, 'lib/hello/moved'))
      symlinkSync('moved', path.join(folder, CODE))
    },
    told: `changed ${CODE}`,
  },
  {
    name: 'a link in place of a folder',
    change: (folder) => {
      renameSync(path.join(folder, 'lib'), path.join(folder, 'moved'))
      symlinkSync('moved', path.join(folder, 'lib'))
    },
    told: 'extra lib',
  },
  {
    name: 'a folder in place of an empty file',
    change: replaceBy(EMPTY, (at) => mkdirSync(at)),
    told: `extra ${EMPTY}/`,
  },
  {
    name: 'a pipe in place of an empty file',
    change: replaceBy(EMPTY, (at) => execFileSync('mkfifo', [at])),
    told: `changed ${EMPTY}`,
    toldOfTarball: 'a named pipe is not supported',
  },
  {
    name: 'a pipe the more',
    change: (folder) => execFileSync('mkfifo', [path.join(folder, 'lib/pipe')]),
    told: 'extra lib/pipe',
    toldOfTarball: 'a named pipe is not supported',
  },
  { name: 'setuid', change: mode(CODE, 0o4644), told: `mode ${CODE} 04644` },
  { name: 'setgid', change: mode(CODE, 0o2644), told: `mode ${CODE} 02644` },
  { name: 'sticky', change: mode(CODE, 0o1644), told: `mode ${CODE} 01644` },
  { name: 'the right of the owner to execute', change: mode(CODE, 0o744), told: `mode ${CODE} 0744` },
  { name: 'the right of all to execute', change: mode(CODE, 0o655), told: `mode ${CODE} 0655` },
  { name: 'the right of the group to write', change: mode(CODE, 0o664), told: `mode ${CODE} 0664` },
  { name: 'the right of all to write', change: mode(CODE, 0o646), told: `mode ${CODE} 0646` },
  { name: 'a program that is none', change: mode('bin/hello', 0o644), told: 'mode bin/hello 0644' },
  { name: 'a setuid program', change: mode('bin/hello', 0o4755), told: 'mode bin/hello 04755' },
  { name: 'a setgid folder', change: mode('lib', 0o2755), told: 'mode lib/ 02755' },
  { name: 'a sticky folder', change: mode('lib/hello', 0o1755), told: 'mode lib/hello/ 01755' },
  { name: 'a folder that all may write to', change: mode('lib', 0o777), told: 'mode lib/ 0777' },
  { name: 'a root that all may write to', change: mode('.', 0o777), told: 'mode ./ 0777' },
  { name: 'an executable EXUVIA.json', change: mode('EXUVIA.json', 0o755), told: 'mode EXUVIA.json 0755' },
  {
    name: 'a link to EXUVIA.json',
    change: (folder) => {
      renameSync(path.join(folder, 'EXUVIA.json'), path.join(folder, 'about'))
      symlinkSync('about', path.join(folder, 'EXUVIA.json'))
    },
    told: 'EXUVIA.json is a link; expected a regular file',
  },
  {
    name: 'a pipe in place of EXUVIA.json',
    change: replaceBy('EXUVIA.json', (at) => execFileSync('mkfifo', [at])),
    told: 'EXUVIA.json is a pipe; expected a regular file',
    toldOfTarball: 'a named pipe is not supported',
  },
  {
    name: 'a folder in place of EXUVIA.json',
    change: replaceBy('EXUVIA.json', (at) => mkdirSync(at)),
    told: 'EXUVIA.json is a folder; expected a regular file',
  },
  {
    name: 'a duplicate key in EXUVIA.json',
    change: edit((text) => text.replace('"version":', '"version": "9",\n  "version":')),
    told: 'the key "version" appears twice',
  },
  {
    name: 'a duplicate key deep in EXUVIA.json',
    change: edit((text) => text.replace('"mode": "0755"', '"mode": "0755",\n      "m\\u006fde": "0755"')),
    told: 'the key "mode" appears twice',
  },
  {
    name: 'the key __proto__ in EXUVIA.json',
    change: edit((text) => text.replace('"version":', '"__proto__": {},\n  "version":')),
    told: 'the key "__proto__" is not supported',
  },
  {
    name: 'an unknown key in EXUVIA.json',
    change: edit((text) => text.replace('"version":', '"more": {},\n  "version":')),
    told: 'more: unknown key',
  },
  {
    name: 'other white space in EXUVIA.json',
    change: edit((text) => `${text} `),
    told: 'EXUVIA.json does not have the form',
  },
  {
    name: 'another order of keys in EXUVIA.json',
    change: edit((text) => {
      const { schema, name, ...rest } = JSON.parse(text) as TarballManifest
      return `${JSON.stringify({ name, schema, ...rest }, undefined, 2)}\n`
    }),
    told: 'EXUVIA.json does not have the form',
  },
  {
    name: 'a number in another form in EXUVIA.json',
    change: edit((text) => text.replace('"sourceDate": 1700000000', '"sourceDate": 17e8')),
    told: 'EXUVIA.json does not have the form',
  },
  {
    name: 'bytes that are no UTF-8 in EXUVIA.json',
    change: (folder) => {
      const at = path.join(folder, 'EXUVIA.json')
      const text = readFileSync(at, 'latin1')
      writeFileSync(at, text.replace('"reason": "', '"reason": "\xff'), 'latin1')
    },
    told: 'EXUVIA.json does not have the form',
  },
  {
    name: 'EXUVIA.json in the list of files',
    change: editData((about) => ({
      ...about,
      files: [{ path: 'EXUVIA.json', size: 0, sha256: 'a'.repeat(64), mode: '0644' }, ...about.files],
    })),
    told: 'EXUVIA.json lists itself',
  },
  {
    name: 'no EXUVIA.json',
    change: (folder) => rmSync(path.join(folder, 'EXUVIA.json')),
    told: 'EXUVIA.json',
  },
  {
    name: 'an EXUVIA.json without content',
    change: (folder) => writeFileSync(path.join(folder, 'EXUVIA.json'), ''),
    told: 'not JSON',
  },
]

/** Changes that only a tarball can have. */
export const TARBALL_TAMPERINGS: readonly {
  readonly name: string
  readonly change: (folder: string) => void
  /** Arguments of GNU tar. */
  readonly pack?: readonly string[]
  readonly told: string
}[] = [
  {
    name: 'a hard link in place of a file',
    change: (folder) => {
      copyFileSync(path.join(folder, CODE), path.join(folder, 'a'))
      rmSync(path.join(folder, CODE))
      linkSync(path.join(folder, 'a'), path.join(folder, CODE))
    },
    told: `changed ${CODE}`,
  },
  {
    name: 'a sparse file',
    change: (folder) => truncateSync(path.join(folder, CODE), 1024 * 1024),
    pack: ['--sparse', '--format=gnu'],
    told: 'sparse file is not supported',
  },
  {
    name: 'no entries of folders',
    change: () => undefined,
    pack: ['--no-recursion'],
    told: 'missing lib/hello/',
  },
  {
    name: 'another name of its folder',
    change: () => undefined,
    pack: ['--transform=s,^hello,bye,'],
    told: 'its folder is "bye-1.0.0"',
  },
  { name: 'fewer rights, which no umask took', change: mode(CODE, 0o600), told: `mode ${CODE} 0600` },
  { name: 'a folder with fewer rights', change: mode('lib', 0o700), told: 'mode lib/ 0700' },
  {
    name: 'a file beside its folder',
    change: (folder) => writeFileSync(path.join(folder, '..', 'sitecustomize.py'), ''),
    told: 'extra ../sitecustomize.py',
  },
]

const other = 'b'.repeat(64)

/** Each field of EXUVIA.json, and each part of its policy and of its list of files. */
export const FIELDS: readonly (readonly [
  field: string,
  change: (about: TarballManifest) => TarballManifest,
])[] = [
  ['name', (about) => ({ ...about, name: 'Hello' })],
  ['version', (about) => ({ ...about, version: '1.0.1' })],
  ['kind', (about) => ({ ...about, kind: 'source' })],
  ['target', (about) => ({ ...about, target: 'cp311-any' })],
  ['commit', (about) => ({ ...about, commit: 'a'.repeat(40) })],
  ['uncommitted', (about) => ({ ...about, uncommitted: { files: ['src/hello/other.py'] } })],
  ['uncommitted', (about) => ({ ...about, uncommitted: { files: ['src/hello/other.py'], allowed: 'so' } })],
  ['sourceDate', (about) => ({ ...about, sourceDate: about.sourceDate + 1 })],
  ['compiler', (about) => withCompiler(about, { version: '3.12.99' })],
  ['compiler', (about) => withCompiler(about, { magic: 1 })],
  ['compiler', (about) => withCompiler(about, { optimize: 2 })],
  ['compiler', ({ compiler: _compiler, ...about }) => about],
  ['policy', (about) => ({ ...about, policy: [] })],
  ['policy', (about) => withPolicy(about, { rule: 'preset of others' })],
  ['policy', (about) => withPolicy(about, { reason: 'for no reason' })],
  ['policy', (about) => withPolicy(about, { ship: 'exclude' })],
  ['policy', (about) => withPolicy(about, { files: 0 })],
  ['sourceTwin', (about) => ({ ...about, sourceTwin: { file: 'evil.tar.gz', sha256: other, size: 1 } })],
  ['files', (about) => ({ ...about, files: about.files.slice(1) })],
  ['files', (about) => withFile(about, { sha256: other })],
  ['files', (about) => withFile(about, { mode: '0777' })],
  ['files', (about) => withFile(about, { ship: 'data', distribution: 'evil' })],
]

function withCompiler(about: TarballManifest, more: object): TarballManifest {
  return { ...about, ...(about.compiler === undefined ? {} : { compiler: { ...about.compiler, ...more } }) }
}

function withPolicy({ policy, ...about }: TarballManifest, more: Partial<DecisionSummary>): TarballManifest {
  const [first, ...others] = policy
  return { ...about, policy: first === undefined ? [] : [{ ...first, ...more }, ...others] }
}

function withFile({ files, ...about }: TarballManifest, more: object): TarballManifest {
  return { ...about, files: files.map((each) => (each.path === CODE ? { ...each, ...more } : each)) }
}

/** Changes the text of EXUVIA.json. */
export function edit(change: (text: string) => string): (folder: string) => void {
  return (folder) => {
    const at = path.join(folder, 'EXUVIA.json')
    writeFileSync(at, change(readFileSync(at, 'utf8')))
  }
}

/** Changes the content of EXUVIA.json, in the form that Exuvia writes. */
export function editData(change: (about: TarballManifest) => TarballManifest): (folder: string) => void {
  return edit((text) => serializeTarballManifest(change(parseTarballManifest(text, 'EXUVIA.json'))))
}
