import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { CONFIG, type HostileInput, type Place, plant, plantProject, projectCommands } from './input.ts'

/** Settings that make plain git run a program while it looks at a checkout. */
const SETTINGS: Readonly<Record<string, (program: string) => string>> = {
  'core.fsmonitor': (run) => `[core]\nfsmonitor = ${run}\n`,
  'gpg.program': (run) => `[gpg]\nprogram = ${run}\n[log]\nshowSignature = true\n`,
  'a clean filter': (run) => `[filter "x"]\nclean = ${run}\nsmudge = ${run}\nrequired = true\n`,
  'a filter process': (run) => `[filter "x"]\nprocess = ${run}\n`,
  'core.pager': (run) => `[core]\npager = ${run}\n[pager]\nlog = ${run}\n`,
  'core.sshCommand and a promisor': (run) =>
    `[core]\nsshCommand = ${run}\n[remote "origin"]\nurl = ssh://example.org/x\npromisor = true\npartialclonefilter = blob:none\n`,
  'diff drivers': (run) => `[diff]\nexternal = ${run}\n[diff "x"]\ntextconv = ${run}\ncommand = ${run}\n`,
  'an include': (run) => `[include]\npath = ../hostile\n[alias]\nlog = !${run}\nstatus = !${run}\n`,
  'core.hooksPath': () => `[core]\nhooksPath = ../hooks\n`,
  'core.attributesFile': () => `[core]\nattributesFile = ../attributes\n`,
}

/** Checkouts whose .git, attributes, hooks or neighbours try to run something. */
export function repositories(): HostileInput[] {
  const settings = Object.entries(SETTINGS).map(([name, config]): HostileInput => ({
    kind: 'git',
    name,
    write: (place) => {
      const program = repository(place)
      appendFileSync(path.join(place.folder, '.git/config'), config(program))
      plant(place.folder, '.gitattributes', '* filter=x diff=x\n')
      plant(place.folder, 'hostile', config(program))
      // A changed file makes git compare, and run filters.
      appendFileSync(path.join(place.folder, 'src/demo_app/__init__.py'), '# changed\n')
    },
    commands: projectCommands(),
  }))
  const others: Readonly<Record<string, (place: Place, program: string) => void>> = {
    'every hook': ({ folder, canary }) => {
      const names = [
        'post-index-change',
        'pre-commit',
        'post-checkout',
        'reference-transaction',
        'fsmonitor-watchman',
      ]
      for (const name of names) {
        plant(folder, `.git/hooks/${name}`, `#!/bin/sh\n${canary}\n`)
        chmodSync(path.join(folder, '.git/hooks', name), 0o755)
      }
    },
    'an embedded bare repository': ({ folder }, program) => {
      git(folder, 'init', '--quiet', '--bare', 'src')
      appendFileSync(path.join(folder, 'src/config'), `[core]\nfsmonitor = ${program}\nworktree = ..\n`)
    },
    '.git as a file that points elsewhere': ({ folder }) => {
      execFileSync('mv', ['.git', 'other'], { cwd: folder })
      plant(folder, '.git', 'gitdir: other\n')
    },
    '.git as a file of 900 kB': ({ folder }) => {
      execFileSync('rm', ['-r', '.git'], { cwd: folder })
      plant(folder, '.git', `gitdir: ${'a/'.repeat(450_000)}\n`)
    },
    'a config of 900 kB': ({ folder }) =>
      appendFileSync(path.join(folder, '.git/config'), '[a]\n'.repeat(225_000)),
    'a config that includes itself': ({ folder }) =>
      appendFileSync(path.join(folder, '.git/config'), '[include]\npath = config\n'),
    'a HEAD that points to itself': ({ folder }) => plant(folder, '.git/HEAD', 'ref: HEAD\n'),
    'a HEAD with a line feed': ({ folder }) =>
      plant(folder, '.git/HEAD', 'ref: refs/heads/x\n::error::forged\n'),
    'a damaged index': ({ folder }) => plant(folder, '.git/index', Buffer.alloc(900_000, 'DIRC')),
    '20,000 tags': ({ folder }) => {
      const commit = git(folder, 'rev-parse', 'HEAD').trim()
      const tags = Array.from({ length: 12_000 }, (_, index) => `${commit} refs/tags/v1.0.${index}\n`)
      plant(folder, '.git/packed-refs', tags.join(''))
    },
    'names of Python and git in the folder': ({ folder, canary, pythonCanary }) => {
      for (const name of ['git', 'python3', 'python3.12', 'python']) {
        plant(folder, name, `#!/bin/sh\n${canary}\n`)
        chmodSync(path.join(folder, name), 0o755)
      }
      for (const name of ['struct', 'os', 'sitecustomize', 'usercustomize', 'setup', 'conftest', 'platform'])
        plant(folder, `${name}.py`, pythonCanary)
    },
  }
  return [
    ...settings,
    ...Object.entries(others).map(([name, change]): HostileInput => ({
      kind: 'git',
      name,
      write: (place) => change(place, repository(place)),
      commands: projectCommands(),
    })),
    {
      kind: 'git',
      name: '[__proto__] with settings of git',
      write: (place) => {
        repository(place)
        const toml = `GIT_CONFIG_COUNT = "1"\nGIT_CONFIG_KEY_0 = "core.fsmonitor"\nGIT_CONFIG_VALUE_0 = ${JSON.stringify(place.canary)}\n`
        plantProject(place.folder, `${CONFIG}[__proto__]\n${toml}`)
      },
      commands: projectCommands(),
    },
  ]
}

/** Makes a checkout, and a program outside of git's folder that must not run. */
function repository({ folder, canary }: Place): string {
  plantProject(folder, CONFIG)
  const program = path.join(folder, 'hostile-program')
  plant(folder, 'hostile-program', `#!/bin/sh\n${canary}\ncat\n`)
  chmodSync(program, 0o755)
  mkdirSync(path.join(folder, '.git'), { recursive: true })
  git(folder, 'init', '--quiet')
  git(folder, 'add', '.')
  git(folder, 'commit', '--quiet', '--message', 'first')
  return program
}

function git(cwd: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=Kai', '-c', 'user.email=kai@example.org', '-c', 'commit.gpgsign=false']
  const { PATH = '' } = process.env
  return execFileSync('git', [...who, ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  })
}
