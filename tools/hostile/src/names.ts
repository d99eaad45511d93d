import { makeTar, makeZip, padded, tarHeader, wheelParts } from '@exuvia/crafted-archives'
import { CONFIG, type Command, type HostileInput, PUBLISH, plant, plantProject } from './input.ts'

const NAMES = [
  'x\n::error::forged',
  'x\r::error::forged',
  '\u001B[2J\u001B]0;title\u0007',
  '\u202Egnp.exe',
  '\u2028::error::forged',
  '%0A::error::forged',
  '\u009B2J',
]

/** Names with control characters, in every place whose name Exuvia prints; printed for people, as in a log. */
export function names(): HostileInput[] {
  return NAMES.flatMap((name) => inputsOf(name)).map(({ commands, ...input }) => {
    return { ...input, kind: 'name', commands: commands.flatMap((each) => [each, { ...each, text: true }]) }
  })
}

const fileCommands = (name: string): Command[] =>
  ['check', 'inspect', 'verify', 'publish'].map((command) => {
    return { name: command, args: command === 'publish' ? [...PUBLISH, name] : [command, name] }
  })

function inputsOf(bad: string): Omit<HostileInput, 'kind'>[] {
  const shown = JSON.stringify(bad)
  const project = (what: string, text: (value: string) => string): Omit<HostileInput, 'kind'> => {
    return {
      name: `${what}: ${shown}`,
      write: ({ folder }) => plantProject(folder, '', text(shown)),
      commands: [
        { name: 'check', args: ['check'] },
        { name: 'plan', args: ['plan'] },
      ],
    }
  }
  return [
    {
      name: `member of a tar: ${shown}`,
      write: ({ folder }) =>
        plant(folder, 'demo.tar', makeTar([tarHeader(`demo-1.0/${bad}.py`, '0', { size: 1 }), padded('x')])),
      commands: fileCommands('demo.tar'),
    },
    {
      name: `member of a wheel: ${shown}`,
      write: ({ folder }) =>
        plant(
          folder,
          'demo-1.0-py3-none-any.whl',
          makeZip(wheelParts({ 'demo/__init__.py': '', [`demo/${bad}.py`]: '' })),
        ),
      commands: fileCommands('demo-1.0-py3-none-any.whl'),
    },
    {
      name: `file: ${shown}`,
      write: ({ folder }) => plant(folder, `${bad}.pyc`, 'text'),
      commands: fileCommands(`${bad}.pyc`),
    },
    {
      name: `missing file: ${shown}`,
      write: () => undefined,
      commands: fileCommands(`${bad}.tar`),
    },
    {
      name: `module: ${shown}`,
      write: ({ folder }) => {
        plantProject(folder, CONFIG)
        plant(folder, `src/demo_app/${bad}.py`, '')
      },
      commands: [
        { name: 'explain', args: ['explain', `src/demo_app/${bad}.py`] },
        { name: 'check', args: ['check'] },
      ],
    },
    {
      name: `version of a changelog: ${shown}`,
      write: ({ folder }) => {
        plantProject(folder)
        plant(folder, 'CHANGELOG.md', `## 0.9 ${bad}\n\ntext\n`)
      },
      commands: [{ name: 'publish', args: [...PUBLISH, '--notes', 'changelog:CHANGELOG.md', 'extra.txt'] }],
    },
    project('name', (value) => `[project]\nname = ${value}\nversion = "1"\n${CONFIG}`),
    project('version', (value) => `[project]\nname = "demo-app"\nversion = ${value}\n${CONFIG}`),
    project(
      'licence',
      (value) => `[project]\nname = "demo-app"\nversion = "1"\nlicense = ${value}\n${CONFIG}`,
    ),
    project(
      'dependency',
      (value) => `[project]\nname = "demo-app"\nversion = "1"\ndependencies = [${value}]\n${CONFIG}`,
    ),
    project(
      'key',
      (value) => `[project]\nname = "demo-app"\nversion = "1"\n${CONFIG}[tool.exuvia.${value}]\na = 1\n`,
    ),
    project(
      'target',
      (value) => `[project]\nname = "demo-app"\nversion = "1"\n[tool.exuvia]\ntargets = [${value}]\n`,
    ),
    project(
      'glob',
      (value) =>
        `[project]\nname = "demo-app"\nversion = "1"\n${CONFIG}[tool.exuvia.project]\nexclude = [${value}]\n`,
    ),
  ]
}
