import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { DEFAULT_CONFIG } from '@exuvia/model'
import { buildWheel, findProjectDoubts, listBuildTree, readContent, readWheel } from '../src/index.ts'

const run = promisify(execFile)

/** The file that the backends write; each project has a stale one from an earlier build. */
const WRITTEN = 'tide/_version.py'
const STALE = 'version = "0.0.1"\n'
const TAG = 'v2.3.4'
const VERSION = '2.3.4'

/** A project whose backend writes `WRITTEN` during the build. */
export interface WritingProject {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
}

const table = (requires: string, backend: string, more: string, version = 'dynamic = ["version"]'): string =>
  `[build-system]\nrequires = [${requires}]\nbuild-backend = "${backend}"\n[project]\nname = "tide"\n${version}\n${more}`

const SETUPTOOLS = 'setuptools.build_meta'
const HATCH = 'hatchling.build'
const GIVEN = `version = "${VERSION}"`
const WRITE = `open('${WRITTEN}', 'w').write('version = "${VERSION}"')`

/** Every way to write a file that Exuvia knows of. */
export const WRITING_PROJECTS: readonly WritingProject[] = [
  {
    name: 'setuptools-scm, version_file',
    files: {
      'pyproject.toml': table(
        '"setuptools", "setuptools-scm"',
        SETUPTOOLS,
        `[tool.setuptools_scm]\nversion_file = "${WRITTEN}"\n`,
      ),
    },
  },
  {
    name: 'setuptools-scm, write_to',
    files: {
      'pyproject.toml': table(
        '"setuptools", "setuptools-scm"',
        SETUPTOOLS,
        `[tool.setuptools_scm]\nwrite_to = "${WRITTEN}"\n`,
      ),
    },
  },
  {
    name: 'hatch-vcs',
    files: {
      'pyproject.toml': table(
        '"hatchling", "hatch-vcs"',
        HATCH,
        `[tool.hatch.version]\nsource = "vcs"\n[tool.hatch.build.hooks.vcs]\nversion-file = "${WRITTEN}"\n`,
      ),
    },
  },
  {
    name: 'the version hook of hatch',
    files: {
      'pyproject.toml': table(
        '"hatchling"',
        HATCH,
        `[tool.hatch.version]\npath = "about.py"\n[tool.hatch.build.hooks.version]\npath = "${WRITTEN}"\ntemplate = "version = '{version}'"\n`,
      ),
      'about.py': `__version__ = "${VERSION}"\n`,
    },
  },
  {
    name: 'a build hook of hatch',
    files: {
      'pyproject.toml': table('"hatchling"', HATCH, '[tool.hatch.build.hooks.custom]\n', GIVEN),
      'hatch_build.py': `from hatchling.builders.hooks.plugin.interface import BuildHookInterface
class Hook(BuildHookInterface):
    def initialize(self, version, build_data):
        ${WRITE}
        build_data["artifacts"].append("${WRITTEN}")
`,
    },
  },
  {
    name: 'pdm, write_to',
    files: {
      'pyproject.toml': table(
        '"pdm-backend"',
        'pdm.backend',
        `[tool.pdm.version]\nsource = "scm"\nwrite_to = "${WRITTEN}"\n`,
      ),
    },
  },
  {
    name: 'pdm_build.py',
    files: {
      'pyproject.toml': table('"pdm-backend"', 'pdm.backend', '', GIVEN),
      'pdm_build.py': `def pdm_build_initialize(context):\n    ${WRITE}\n`,
    },
  },
  {
    name: 'a command of setuptools',
    files: {
      'pyproject.toml': table('"setuptools"', SETUPTOOLS, '', GIVEN),
      'setup.py': `from setuptools import setup
from setuptools.command.build_py import build_py
class Build(build_py):
    def run(self):
        ${WRITE}
        super().run()
setup(cmdclass={"build_py": Build})
`,
    },
  },
  {
    name: 'versioningit',
    files: {
      'pyproject.toml': table(
        '"setuptools", "versioningit"',
        SETUPTOOLS,
        `[tool.versioningit.write]\nfile = "${WRITTEN}"\ntemplate = 'version = "{version}"'\n`,
      ),
    },
  },
  {
    name: 'poetry-dynamic-versioning',
    files: {
      'pyproject.toml': table(
        '"poetry-core", "poetry-dynamic-versioning"',
        'poetry_dynamic_versioning.backend',
        `[tool.poetry]\nversion = "0.0.0"\ninclude = [{ path = "${WRITTEN}", format = ["sdist", "wheel"] }]\n[tool.poetry.requires-plugins]\npoetry-dynamic-versioning = "*"\n[tool.poetry-dynamic-versioning]\nenable = true\n[tool.poetry-dynamic-versioning.files."${WRITTEN}"]\npersistent-substitution = true\ninitial-content = 'version = "0.0.0"'\n[tool.poetry-dynamic-versioning.substitution]\nfiles = ["${WRITTEN}"]\npatterns = ['(^version = ").*(")']\n`,
      ),
    },
  },
]

/**
 * Checks that a file which a backend writes ships as it writes it: the static reader leaves the project to the
 * backend, and the backend's wheel does not have the stale file of the checkout.
 * @returns undefined if so, else what is wrong
 */
export async function checkWrittenFile(
  project: WritingProject,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const root = await mkdtemp(join(tmpdir(), 'exuvia-written-'))
  try {
    const tracked = { ...project.files, 'tide/__init__.py': '', '.gitignore': `${WRITTEN}\n` }
    for (const [path, text] of Object.entries({ ...tracked, [WRITTEN]: STALE })) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
    const who = ['-c', 'user.name=Kai', '-c', 'user.email=kai@example.org', '-c', 'commit.gpgsign=false']
    for (const args of [
      ['init', '--quiet'],
      ['add', '.'],
      ['commit', '--quiet', '-m', 'first'],
      ['tag', TAG],
    ])
      await run('git', [...who, ...args], { cwd: root, env })
    const doubts = await findProjectDoubts(root, { config: DEFAULT_CONFIG, env })
    if (doubts.length === 0) return 'the static reader takes the stale file'
    const tree = await listBuildTree(root, [], { env })
    const built = await buildWheel(tree, join(root, 'wheels'), {
      env,
      sourceDate: 1_700_000_000,
      reasons: doubts,
    })
    const file = (await readWheel(built.path)).files.find(({ path }) => path === `lib/${WRITTEN}`)
    if (file === undefined) return `${WRITTEN} does not ship`
    const text = Buffer.from(await readContent(file.content)).toString('utf8')
    return text.includes(VERSION) && text !== STALE
      ? undefined
      : `${WRITTEN} ships as ${JSON.stringify(text)}`
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}
