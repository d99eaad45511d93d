import { gzipSync } from 'node:zlib'
import { makeTar, padded, tarHeader } from '@exuvia/crafted-archives'
import { type HostileInput, fileCommands, plant } from './input.ts'
import { times } from './times.ts'

/** Put together so that no scanner takes this file for one with a key. */
const begin = (kind: string): string => `-----BEGIN ${kind} PRIVATE KEY-----\n`

/** Beginnings of secrets and paths. Each is looked at wherever it stands, and most are nothing. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  'secret keys': `AWS_SECRET_ACCESS_KEY=${'aA0+'.repeat(12)}`,
  'headers of keys': begin('RSA'),
  'headers of encrypted keys': `${begin('ENCRYPTED')}AAAA\n`,
  addresses: 'https://',
  'addresses with a user': 'https://a:b',
  databases: 'mysql://root:aaaa@a/',
  'broker addresses': 'redis://a:aaaaaa@a ',
  'tokens of npm': 'npm_',
  'tokens of GitLab': 'glpat-',
  'tokens of Figma': 'figd_',
  'tokens of Slack': 'xoxb-',
  'tokens of 1Password': 'ops_ey',
  'tokens of PyPI': `pypi-AgEIcHlwaS5vcmc${'a'.repeat(40)}`,
  'keys of PuTTY': 'PuTTY-User-Key-File-2: a\n',
  'home folders': '/home/a/',
  'folders of Windows': 'C:\\Users\\a\\',
  'file addresses': 'file:///a ',
  'literals that Python joins': '"a" "b" ',
  'literals that nothing joins': '" ',
}

/** Their names decide how they are searched. */
const PATHS = ['demo-1.0/a.py', 'demo-1.0/demo.dist-info/METADATA', 'demo-1.0/a.json']

/** Texts that are searched for secrets, in files as large as they are and in archives that unpack to far more. */
export function leaks(): HostileInput[] {
  return Object.entries(BEGINNINGS).flatMap(([name, unit]) => [
    ...PATHS.map((path) =>
      input(`${name} in ${path.slice(path.lastIndexOf('/') + 1)}`, () => [
        [path, unit.repeat(900_000 / unit.length)],
      ]),
    ),
    input(`${name}, 60 MB`, () =>
      times(100, (index) => [`demo-1.0/m${index}.py`, unit.repeat(600_000 / unit.length)]),
    ),
  ])
}

function input(name: string, files: () => readonly (readonly [path: string, text: string])[]): HostileInput {
  const parts = (): Buffer[] =>
    files().flatMap(([path, text]) => [tarHeader(path, '0', { size: Buffer.byteLength(text) }), padded(text)])
  return {
    kind: 'leak',
    name,
    write: ({ folder }) => plant(folder, 'demo-1.0.tar.gz', gzipSync(makeTar(parts()))),
    commands: fileCommands('demo-1.0.tar.gz'),
  }
}
