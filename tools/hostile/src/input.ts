import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Where an input is written. */
export interface Place {
  /** The folder that commands run in. */
  readonly folder: string
  /** A shell command for everything that must never run: it leaves a file that shows that it ran. */
  readonly canary: string
  /** The same as a statement of Python. */
  readonly pythonCanary: string
}

/** One run of the command line on an input. */
export interface Command {
  /** As the table shows it: `check`. */
  readonly name: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Prints for people instead of JSON, to see what reaches a terminal or a job's log. */
  readonly text?: boolean
  /** Gives the modules of the input to a Python, which has limits of its own: compiling, and examining sources. */
  readonly works?: boolean
}

/** Something that a stranger may hand to Exuvia, below 1 MB. */
export interface HostileInput {
  readonly kind: string
  readonly name: string
  readonly write: (place: Place) => void | Promise<void>
  readonly commands: readonly Command[]
}

/** An archive by its bytes; pip installs those whose name ends in `.whl`, if they are valid. */
export interface Crafted {
  readonly name: string
  readonly file: string
  readonly bytes: () => Buffer
}

/** The arguments of a publication that needs no build, token or network. */
export const PUBLISH = ['publish', '--dry-run', '--repo', 'acme/demo', '--tag', 'v1.0'] as const

/** Writes a file below a folder. */
export function plant(folder: string, name: string, content: string | Uint8Array): void {
  const full = path.join(folder, name)
  mkdirSync(path.dirname(full), { recursive: true })
  writeFileSync(full, content)
}

/** The commands that read one finished file. */
export function fileCommands(file: string): Command[] {
  return [
    { name: 'check', args: ['check', file] },
    { name: 'inspect', args: ['inspect', file] },
    { name: 'verify', args: ['verify', file] },
    { name: 'policy diff', args: ['policy', 'diff', file, file] },
    { name: 'publish --dry-run', args: [...PUBLISH, file] },
  ]
}

/** The commands that read a project in the current folder. */
export function projectCommands(): Command[] {
  return [
    { name: 'check', args: ['check'] },
    { name: 'plan', args: ['plan'] },
    { name: 'explain', args: ['explain', 'src/demo_app/__init__.py'] },
    { name: 'policy diff', args: ['policy', 'diff', 'pyproject.toml'] },
    { name: 'publish --dry-run', args: [...PUBLISH, 'extra.txt'] },
  ]
}

const PROJECT = `[project]
name = "demo-app"
version = "1.0"
license = "MIT"
`

/** Writes a small valid project; `more` ends its pyproject.toml. */
export function plantProject(folder: string, more = '', head = PROJECT): void {
  plant(folder, 'pyproject.toml', head + more)
  plant(folder, 'src/demo_app/__init__.py', 'VALUE = 1\n')
  plant(folder, 'extra.txt', 'an additional file\n')
}

/** The configuration that goes with `plantProject`. */
export const CONFIG = '[tool.exuvia]\ntargets = ["cp312-any"]\n'

/** A crafted archive as an input. A wheel is also read as a dependency of a project. */
export function archiveInput(kind: string, crafted: Crafted): HostileInput {
  const { name, file, bytes } = crafted
  const isWheel = file.endsWith('.whl')
  const compile = ['compile', file, '--runtime', 'cp312', '--out', 'compiled']
  return {
    kind,
    name,
    write: ({ folder }) => {
      plant(folder, file, bytes())
      if (!isWheel) return
      plantProject(
        folder,
        `dependencies = ["demo"]\n${CONFIG}[tool.exuvia.dependencies]\nwheelhouse = "wheels"\n`,
      )
      plant(folder, `wheels/${file}`, bytes())
    },
    commands: [
      ...fileCommands(file),
      ...(isWheel
        ? [
            { name: 'plan', args: ['plan'] },
            { name: 'compile', args: compile, works: true },
          ]
        : []),
    ],
  }
}
