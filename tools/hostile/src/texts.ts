import { makeZip, wheelParts } from '@exuvia/crafted-archives'
import {
  type Command,
  type HostileInput,
  CONFIG,
  PUBLISH,
  fileCommands,
  plant,
  plantProject,
} from './input.ts'
import { SHAPES } from './shapes.ts'

const WHEEL = 'demo-1.0-py3-none-any.whl'
const CHECK: Command = { name: 'check', args: ['check'] }
const PLAN: Command = { name: 'plan', args: ['plan'] }

/** One place in a file that a parser of Exuvia reads; each gets a text of every shape. */
interface Slot {
  readonly kind: string
  readonly name: string
  readonly commands: readonly Command[]
  readonly write: (folder: string, shape: string) => void
}

/** Every shape in every place of a text that a project or a wheel brings. */
export function texts(): HostileInput[] {
  return [...wheelSlots(), ...projectSlots(), ...notesSlots()].flatMap(({ kind, name, commands, write }) =>
    Object.entries(SHAPES).map(([shape, text]): HostileInput => {
      return { kind, name: `${name}: ${shape}`, commands, write: ({ folder }) => write(folder, text) }
    }),
  )
}

const wheelSlot = (name: string, parts: (shape: string) => Parameters<typeof wheelParts>): Slot => ({
  kind: 'wheel',
  name,
  commands: [{ name: 'check FILE', args: ['check', WHEEL] }, PLAN],
  write: (folder, shape) => {
    const bytes = makeZip(wheelParts(...parts(shape)))
    plant(folder, WHEEL, bytes)
    plantProject(
      folder,
      `dependencies = ["demo"]\n${CONFIG}[tool.exuvia.dependencies]\nwheelhouse = "wheels"\n`,
    )
    plant(folder, `wheels/${WHEEL}`, bytes)
  },
})

function wheelSlots(): Slot[] {
  const header = (field: string): Slot =>
    wheelSlot(`METADATA ${field}`, (shape) => [undefined, { metadata: `${field}: ${shape}\n` }])
  return [
    wheelSlot('METADATA as a whole', (shape) => [undefined, { metadata: shape }]),
    wheelSlot('METADATA body', (shape) => [undefined, { metadata: `\n${shape}` }]),
    ...[
      'Requires-Dist',
      'Requires-Python',
      'License',
      'License-Expression',
      'Classifier',
      'License-File',
    ].map(header),
    wheelSlot('entry_points.txt', (shape) => [undefined, { entryPoints: shape }]),
    wheelSlot('entry point', (shape) => [undefined, { entryPoints: `[console_scripts]\ndemo = ${shape}\n` }]),
    wheelSlot('RECORD', (shape) => [undefined, { record: shape }]),
    wheelSlot('WHEEL', (shape) => [undefined, { wheel: shape }]),
    wheelSlot('licence text', (shape) => [
      { 'demo/__init__.py': '', 'demo-1.0.dist-info/LICENSE': shape },
      { metadata: 'License-File: LICENSE\n' },
    ]),
    wheelSlot('script', (shape) => [
      { 'demo/__init__.py': '', 'demo-1.0.data/scripts/run': `#!python${shape}` },
    ]),
  ]
}

const head = (build: string, rest: string): string =>
  `[build-system]\nrequires = ["x"]\nbuild-backend = "${build}"\n[project]\nname = "demo-app"\nlicense = "MIT"\n${rest}\n${CONFIG}`

const rule = (key: string): string =>
  `[[tool.exuvia.policy.rules]]\n${key} = @\nship = "source"\nreason = "tested"`

function projectSlots(): Slot[] {
  const slot = (name: string, write: Slot['write']): Slot => ({
    kind: 'project',
    name,
    commands: [CHECK, PLAN],
    write,
  })
  /** A line in pyproject.toml, in which `@` is the shape as a TOML string. */
  const line = (name: string, where: 'project' | 'config', text: string): Slot =>
    slot(name, (folder, shape) => {
      const value = text.replace('@', () => JSON.stringify(shape))
      plantProject(folder, where === 'project' ? `${value}\n${CONFIG}` : `${CONFIG}${value}\n`)
    })
  const file = (name: string, more: string, planted: string): Slot =>
    slot(name, (folder, shape) => {
      plantProject(folder, more)
      plant(folder, planted, shape)
    })
  const whole = (name: string, text: string, planted?: string): Slot =>
    slot(name, (folder, shape) => {
      plantProject(
        folder,
        '',
        text.replace('@', () => JSON.stringify(shape)),
      )
      if (planted !== undefined) plant(folder, planted, shape)
    })
  return [
    slot('pyproject.toml as a whole', (folder, shape) => plantProject(folder, '', shape)),
    slot('pyproject.toml, at its end', (folder, shape) => plantProject(folder, CONFIG + shape)),
    slot('exuvia.toml', (folder, shape) => {
      plantProject(folder)
      plant(folder, 'exuvia.toml', shape)
    }),
    line('project.dependencies', 'project', 'dependencies = [@]'),
    line('project.requires-python', 'project', 'requires-python = @'),
    line('project.readme', 'project', 'readme = @'),
    line('project.description', 'project', 'description = @'),
    line('project.license-files', 'project', 'license-files = [@]'),
    line('project.classifiers', 'project', 'classifiers = [@]'),
    line('project.scripts', 'project', 'scripts = { run = @ }'),
    whole('project.name', `[project]\nname = @\nversion = "1"\n${CONFIG}`),
    whole('project.version', `[project]\nname = "demo-app"\nversion = @\n${CONFIG}`),
    whole('project.license', `[project]\nname = "demo-app"\nversion = "1"\nlicense = @\n${CONFIG}`),
    line('exclude', 'config', '[tool.exuvia.project]\nexclude = [@]'),
    line('include', 'config', '[tool.exuvia.project]\ninclude = [@]'),
    line('policy path', 'config', rule('path')),
    line('policy license', 'config', rule('license')),
    line('policy distribution', 'config', rule('distribution')),
    line('licenses', 'config', '[tool.exuvia.licenses]\ndemo = @'),
    line('publish.tag', 'config', '[tool.exuvia.publish]\ntag = @'),
    whole('targets', '[project]\nname = "demo-app"\nversion = "1"\n[tool.exuvia]\ntargets = [@]\n'),
    line('setuptools find', 'config', '[tool.setuptools.packages.find]\ninclude = [@]'),
    line('setuptools package data', 'config', '[tool.setuptools.package-data]\n"*" = [@]'),
    whole('hatch include', head('hatchling.build', 'version = "1"\n[tool.hatch.build]\ninclude = [@]')),
    whole('poetry include', head('poetry.core.masonry.api', 'version = "1"\n[tool.poetry]\ninclude = [@]')),
    whole('pdm excludes', head('pdm.backend', 'version = "1"\n[tool.pdm.build]\nexcludes = [@]')),
    whole('uv exclude', head('uv_build', 'version = "1"\n[tool.uv.build-backend]\nwheel-exclude = [@]')),
    file('MANIFEST.in', CONFIG, 'MANIFEST.in'),
    file('.gitignore', CONFIG, '.gitignore'),
    file('PKG-INFO', CONFIG, 'PKG-INFO'),
    file('README.md', `readme = "README.md"\n${CONFIG}`, 'README.md'),
    file('LICENSE', CONFIG, 'LICENSE'),
    whole(
      'requirements file',
      head(
        'setuptools.build_meta',
        'version = "1"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = "r.txt" }',
      ),
      'r.txt',
    ),
    whole(
      'version file',
      head(
        'setuptools.build_meta',
        'dynamic = ["version"]\n[tool.setuptools.dynamic]\nversion = { file = "VERSION" }',
      ),
      'VERSION',
    ),
    whole(
      'version attribute',
      head(
        'setuptools.build_meta',
        'dynamic = ["version"]\n[tool.setuptools.dynamic]\nversion = { attr = "demo_app.version.VERSION" }',
      ),
      'src/demo_app/version.py',
    ),
    whole(
      'hatch version file',
      head('hatchling.build', 'dynamic = ["version"]\n[tool.hatch.version]\npath = "src/demo_app/v.py"'),
      'src/demo_app/v.py',
    ),
    whole(
      'hatch version pattern',
      head(
        'hatchling.build',
        'dynamic = ["version"]\n[tool.hatch.version]\npath = "src/demo_app/v.py"\npattern = @',
      ),
      'src/demo_app/v.py',
    ),
    whole(
      'hatch pattern that backtracks',
      head(
        'hatchling.build',
        `dynamic = ["version"]\n[tool.hatch.version]\npath = "src/demo_app/v.py"\npattern = '(a|aa)*(?P<version>b)'`,
      ),
      'src/demo_app/v.py',
    ),
    whole(
      'flit version',
      head('flit_core.buildapi', 'dynamic = ["version", "description"]'),
      'demo_app/__init__.py',
    ),
    whole(
      'pdm version file',
      head('pdm.backend', 'dynamic = ["version"]\n[tool.pdm.version]\nsource = "file"\npath = "v.py"'),
      'v.py',
    ),
  ]
}

const notesSlot = (name: string, notes: string, file: string, before = ''): Slot => ({
  kind: 'notes',
  name,
  commands: [{ name: 'publish --dry-run', args: [...PUBLISH, '--notes', notes, 'extra.txt'] }],
  write: (folder, shape) => {
    plantProject(folder)
    plant(folder, file, before + shape)
  },
})

function notesSlots(): Slot[] {
  return [
    notesSlot('Markdown changelog', 'changelog:CHANGELOG.md', 'CHANGELOG.md'),
    notesSlot('Markdown section', 'changelog:CHANGELOG.md', 'CHANGELOG.md', '# Changes\n\n## 1.0\n\n'),
    notesSlot('RST changelog', 'changelog:CHANGES.rst', 'CHANGES.rst'),
    notesSlot('RST section', 'changelog:CHANGES.rst', 'CHANGES.rst', '1.0\n===\n\n'),
    notesSlot('plain changelog', 'changelog:NEWS.txt', 'NEWS.txt'),
    notesSlot('plain section', 'changelog:NEWS.txt', 'NEWS.txt', '1.0\n'),
    notesSlot('notes file', 'notes.md', 'notes.md'),
    notesSlot('changeset', 'changesets', '.changeset/one.md', '---\n"demo-app": minor\n---\n'),
    notesSlot('changeset front', 'changesets', '.changeset/one.md', '---\n'),
  ]
}

/** A file of each shape under each name that Exuvia recognises. */
export function looseFiles(): HostileInput[] {
  const files = [
    'module.pyc',
    'module.mpy',
    'archive.tar',
    'EXUVIA.json',
    'SHA256SUMS',
    'demo.manifest.json',
    'run',
  ]
  return files.flatMap((file) =>
    ['blanks', 'opening brackets', 'double quotes', 'NULs', 'lines of one letter'].map(
      (shape): HostileInput => {
        return {
          kind: 'file',
          name: `${file}: ${shape}`,
          write: ({ folder }) => plant(folder, file, SHAPES[shape] ?? ''),
          commands: fileCommands(file),
        }
      },
    ),
  )
}
