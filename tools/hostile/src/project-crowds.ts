import { CONFIG, type Command, type HostileInput, plant, plantProject } from './input.ts'
import { times } from './times.ts'

const CHECK: Command = { name: 'check', args: ['check'] }
const PLAN: Command = { name: 'plan', args: ['plan'] }

/** Projects of many small things: rules, files, dependencies, keys. */
export function projectCrowds(): HostileInput[] {
  return Object.entries(PROJECTS).map(([name, write]): HostileInput => {
    return { kind: 'crowd', name, write: ({ folder }) => write(folder), commands: [CHECK, PLAN] }
  })
}

const config = (text: string) => (folder: string) => plantProject(folder, CONFIG + text)

const PROJECTS: Readonly<Record<string, (folder: string) => void>> = {
  '3,000 rules, more than a file may have': config(
    times(
      3000,
      (index) =>
        `[[tool.exuvia.policy.rules]]\npath = "demo_app/m${index}/**"\nship = "source"\nreason = "r"\n`,
    ).join(''),
  ),
  '2,000 rules': config(
    times(
      2000,
      (index) =>
        `[[tool.exuvia.policy.rules]]\npath = "demo_app/m${index}/**"\nship = "source"\nreason = "r"\n`,
    ).join(''),
  ),
  '1,000 rules on 1,000 files': (folder) => {
    plantProject(
      folder,
      CONFIG +
        times(
          1000,
          (index) =>
            `[[tool.exuvia.policy.rules]]\npath = "**/*m*${index}*.py"\nship = "source"\nreason = "r"\n`,
        ).join(''),
    )
    for (let index = 0; index < 1000; index += 1) plant(folder, `src/demo_app/m${index}.py`, '')
  },
  '3,000 accepted findings': config(
    times(
      3000,
      (index) =>
        `[[tool.exuvia.accept]]\nfinding = "hides-standard-module"\ndistribution = "d${index}"\nreason = "r"\n`,
    ).join(''),
  ),
  '10,000 globs that exclude, on 500 files': (folder) => {
    plantProject(
      folder,
      `${CONFIG}[tool.exuvia.project]\nexclude = [${times(10_000, (index) => `"**/a*b*${index}/**"`).join(',')}]\n`,
    )
    for (let index = 0; index < 500; index += 1) plant(folder, `src/demo_app/m${index}.py`, '')
  },
  '20 globs of stars, on a deep path': (folder) => {
    plantProject(
      folder,
      `${CONFIG}[tool.exuvia.project]\nexclude = [${times(20, () => `"${'**/a*/'.repeat(30)}b"`).join(',')}]\n`,
    )
    plant(folder, `src/demo_app/${'a/'.repeat(100)}c.py`, '')
  },
  '30,000 targets': (folder) =>
    plantProject(
      folder,
      `[tool.exuvia]\ntargets = [${times(30_000, (index) => `"cp3${index}-any"`).join(',')}]\n`,
    ),
  '30,000 scripts': (folder) =>
    plantProject(
      folder,
      `${CONFIG}[project.scripts]\n${times(20_000, (index) => `s${index} = "demo_app:main"\n`).join('')}`,
    ),
  '5,000 dependencies': (folder) =>
    plantProject(
      folder,
      `dependencies = [${times(5000, (index) => `"p${index}>=1,<2; python_version>'3'"`).join(',')}]\n${CONFIG}`,
    ),
  '20,000 dependencies': (folder) =>
    plantProject(
      folder,
      `dependencies = [${times(20_000, (index) => `"p${index}>=1,<2; python_version>'3'"`).join(',')}]\n${CONFIG}`,
    ),
  'one dependency 20,000 times': (folder) =>
    plantProject(folder, `dependencies = [${times(20_000, () => '"demo[a,b]>=1"').join(',')}]\n${CONFIG}`),
  'extras in a circle': (folder) =>
    plantProject(
      folder,
      `${CONFIG}dependencies.extras = ["e0"]\n[project.optional-dependencies]\n${times(3000, (index) => `e${index} = ["demo-app[e${(index + 1) % 3000}]"]\n`).join('')}`,
    ),
  'groups that include each other': (folder) =>
    plantProject(
      folder,
      `${CONFIG}dependencies.groups = ["g0"]\n[dependency-groups]\n${times(3000, (index) => `g${index} = [{include-group = "g${(index + 1) % 3000}"}]\n`).join('')}`,
    ),
  'groups that double': (folder) =>
    plantProject(
      folder,
      `${CONFIG}dependencies.groups = ["g0"]\n[dependency-groups]\n${times(60, (index) => `g${index} = [{include-group = "g${index + 1}"}, {include-group = "g${index + 1}"}]\n`).join('')}g60 = ["demo"]\n`,
    ),
  '5,000 empty modules': (folder) => {
    plantProject(folder, CONFIG)
    for (let index = 0; index < 5000; index += 1) plant(folder, `src/demo_app/m${index}.py`, '')
  },
  '2,000 folders with a .gitignore': (folder) => {
    plantProject(folder, CONFIG)
    for (let index = 0; index < 2000; index += 1)
      plant(folder, `src/demo_app/f${index}/.gitignore`, '*.x\n!y\n')
  },
  'a .gitignore of 60,000 rules, on 500 files': (folder) => {
    plantProject(folder, CONFIG)
    plant(folder, '.gitignore', times(60_000, (index) => `**/a${index}*b\n`).join(''))
    for (let index = 0; index < 500; index += 1) plant(folder, `src/demo_app/m${index}.py`, '')
  },
  'TOML: 14,000 tables of tables': (folder) =>
    plantProject(folder, '', times(14_000, (index) => `[[a${index}.b.c.d]]\nx = 1\n`).join('')),
  'TOML: lists in one another': (folder) =>
    plantProject(folder, '', `a = ${'['.repeat(200_000)}${']'.repeat(200_000)}\n`),
  'TOML: tables in one another': (folder) =>
    plantProject(folder, '', `a = ${'{a='.repeat(200_000)}1${'}'.repeat(200_000)}\n`),
  'TOML: 400,000 numbers': (folder) => plantProject(folder, '', `a = [${'1,'.repeat(400_000)}]\n`),
  'TOML: a text of 150,000 escapes': (folder) =>
    plantProject(folder, '', `a = "${'\\u0041'.repeat(150_000)}"\n`),
  'TOML: 100,000 comments': (folder) => plantProject(folder, '', '# c\n'.repeat(200_000)),
}
