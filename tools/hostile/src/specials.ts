import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import {
  CONFIG,
  type Command,
  type HostileInput,
  PUBLISH,
  type Place,
  fileCommands,
  plant,
  plantProject,
  projectCommands,
} from './input.ts'

/** What stands where a regular file is expected. */
const THINGS: Readonly<Record<string, (at: string) => void | Promise<void>>> = {
  'a pipe': (at) => void execFileSync('mkfifo', [at]),
  'a socket': (at) => socket(at),
  'an endless device': (at) => symlinkSync('/dev/zero', at),
  'an empty device': (at) => symlinkSync('/dev/null', at),
  'a terminal': (at) => symlinkSync('/dev/tty', at),
  'a file of /proc': (at) => symlinkSync('/proc/self/mem', at),
  'a link to itself': (at) => symlinkSync(path.basename(at), at),
  'a link to nothing': (at) => symlinkSync('nothing', at),
  'a link outside': (at) => symlinkSync('/etc/passwd', at),
  'a link to the folder above': (at) => symlinkSync('..', at),
  'a folder': (at) => mkdirSync(at),
}

/** A socket in the file system; closing its server leaves none, so a hard link keeps it. */
function socket(at: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const first = `${at}.server`
    const server = createServer()
    server.on('error', reject)
    server.listen({ path: path.relative(process.cwd(), first).length < 100 ? first : at }, () => {
      execFileSync('ln', [first, at])
      server.close(() => {
        rmSync(first, { force: true })
        resolve()
      })
    })
  })
}

const WHEELHOUSE = `dependencies = ["demo"]\n${CONFIG}[tool.exuvia.dependencies]\nwheelhouse = "wheels"\n`

/** Pipes, devices, sockets and links in place of every file that a command reads, and folders without an end. */
export function specials(): HostileInput[] {
  const files = ['demo.tar', 'demo.tar.gz', 'demo-1.0-py3-none-any.whl', 'module.pyc']
  const places: Readonly<Record<string, { readonly more?: string; readonly commands?: readonly Command[] }>> =
    {
      'pyproject.toml': {},
      'exuvia.toml': { more: '' },
      'README.md': { more: `readme = "README.md"\n${CONFIG}` },
      LICENSE: {},
      '.gitignore': {},
      'MANIFEST.in': {},
      '.git': {},
      'src/demo_app/module.py': {},
      'src/demo_app/data.bin': {},
      'wheels/demo-1.0-py3-none-any.whl': { more: WHEELHOUSE },
      'CHANGELOG.md': {
        commands: [
          { name: 'publish --dry-run', args: [...PUBLISH, '--notes', 'changelog:CHANGELOG.md', 'extra.txt'] },
        ],
      },
      '.changeset': {
        commands: [{ name: 'publish --dry-run', args: [...PUBLISH, '--notes', 'changesets', 'extra.txt'] }],
      },
    }
  const inputs: HostileInput[] = []
  for (const [thing, make] of Object.entries(THINGS)) {
    for (const file of files) {
      const write = async ({ folder }: Place): Promise<void> => make(path.join(folder, file))
      inputs.push({ kind: 'special file', name: `${thing} as ${file}`, write, commands: fileCommands(file) })
    }
    for (const [file, { more = CONFIG, commands = projectCommands() }] of Object.entries(places)) {
      const write = async ({ folder }: Place): Promise<void> => {
        plantProject(folder, more)
        const full = path.join(folder, file)
        mkdirSync(path.dirname(full), { recursive: true })
        rmSync(full, { force: true })
        await make(full)
      }
      inputs.push({ kind: 'special file', name: `${thing} as ${file} of a project`, write, commands })
    }
    const release = async ({ folder }: Place): Promise<void> => {
      plant(folder, 'dist/SHA256SUMS', `${'0'.repeat(64)}  demo.tar.gz\n`)
      await make(path.join(folder, 'dist/demo.tar.gz'))
    }
    inputs.push({
      kind: 'special file',
      name: `${thing} in a folder of a release`,
      write: release,
      commands: [
        { name: 'verify', args: ['verify', 'dist'] },
        { name: 'inspect', args: ['inspect', 'dist'] },
        { name: 'publish --dry-run', args: [...PUBLISH, 'dist'] },
      ],
    })
  }
  return [...inputs, ...folders()]
}

const deep = (levels: number): string => Array.from({ length: levels }, () => 'd').join('/')

function folders(): HostileInput[] {
  const commands = [
    ...projectCommands(),
    { name: 'inspect', args: ['inspect', 'src'] },
    { name: 'verify', args: ['verify', 'src'] },
  ]
  const input = (name: string, write: (folder: string) => void): HostileInput => {
    return {
      kind: 'folder',
      name,
      write: ({ folder }) => {
        plantProject(folder, CONFIG)
        write(path.join(folder, 'src/demo_app'))
      },
      commands,
    }
  }
  return [
    input('1,500 folders deep', (root) => plant(root, `${deep(1500)}/module.py`, '')),
    input('100 packages deep', (root) => {
      for (let level = 1; level < 100; level += 1) plant(root, `${deep(level)}/__init__.py`, '')
    }),
    input('8,000 empty modules', (root) => {
      for (let index = 0; index < 8000; index += 1) plant(root, `m${index}.py`, '')
    }),
    input('links to folders in each other', (root) => {
      for (const [from, to] of [
        ['a', 'b'],
        ['b', 'a'],
      ] as const) {
        mkdirSync(path.join(root, from), { recursive: true })
        symlinkSync(`../${to}`, path.join(root, from, to))
      }
    }),
    input('a link to the folder of the project', (root) => symlinkSync('../..', path.join(root, 'all'))),
    input('30 links that double the folder each', (root) => {
      plant(root, 'l0/x.py', '')
      for (let level = 1; level <= 30; level += 1) {
        mkdirSync(path.join(root, `l${level}`))
        for (const half of ['a', 'b']) symlinkSync(`../l${level - 1}`, path.join(root, `l${level}`, half))
      }
    }),
    input('names that speak to a runner', (root) => {
      for (const name of ['x\n::error::forged', '\r::stop-commands::x', '\u001B[2J', '\u202Eyp.exe'])
        plant(root, `${name}.py`, '')
    }),
    input('names that are not UTF-8', (root) => {
      execFileSync('sh', ['-c', `printf x > "$(printf 'b\\377d.py')"`], { cwd: root })
    }),
    input('a name of 255 bytes', (root) => plant(root, `${'n'.repeat(252)}.py`, '')),
  ]
}
