import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { filledOnce, sampleOf } from '@exuvia/test-needs'

const run = promisify(execFile)
const PIP = ['-m', 'pip', '--disable-pip-version-check', '--quiet']

/** Applications with PEP 621 metadata: hatchling (with and without a version from git) and setuptools. */
const APPLICATIONS = sampleOf(['black==24.10.0', 'yamllint==1.35.1', 'mkdocs==1.6.1'], ['yamllint==1.35.1'])

/** All their dependencies; pyyaml, markupsafe and watchdog contain native code. */
const DEPENDENCIES = sampleOf(
  [
    'click==8.1.7',
    'ghp-import==2.1.0',
    'jinja2==3.1.4',
    'markdown==3.7',
    'markupsafe==3.0.2',
    'mergedeep==1.3.4',
    'mkdocs-get-deps==0.2.0',
    'mypy-extensions==1.0.0',
    'packaging==24.2',
    'pathspec==0.12.1',
    'platformdirs==4.3.6',
    'python-dateutil==2.9.0.post0',
    'pyyaml==6.0.2',
    'pyyaml-env-tag==0.1',
    'six==1.16.0',
    'watchdog==6.0.0',
  ],
  ['click==8.1.7', 'markupsafe==3.0.2', 'pathspec==0.12.1', 'pyyaml==6.0.2', 'six==1.16.0'],
)

const VERSIONS = ['3.11', '3.12']
const PLATFORMS = ['manylinux2014_x86_64', 'manylinux2014_aarch64']

/**
 * The folder with the applications from the package index: `sdists/<name>-<version>/`
 * unpacked, `wheelhouse/*.whl`, and `installed/<3.x>/`, where pip installed each application
 * with its dependencies, as source. The first test that needs it fetches them; a later run
 * finds them.
 */
export function fetchRegistry(): Promise<string> {
  const key = [3, APPLICATIONS, DEPENDENCIES, VERSIONS, PLATFORMS]
  return filledOnce('acceptance', key, async (fresh) => {
    await Promise.all([fetchSdists(fresh), fetchWheels(fresh)])
  })
}

async function fetchSdists(folder: string): Promise<void> {
  const sdists = join(folder, 'sdists')
  // pip asks each build backend for the metadata, which takes most of the time.
  await Promise.all(
    APPLICATIONS.map((application) =>
      run('python3', [...PIP, 'download', '--no-deps', '--no-binary', ':all:', '-d', sdists, application]),
    ),
  )
  for (const name of await readdir(sdists)) await run('tar', ['-xzf', join(sdists, name), '-C', sdists])
}

async function fetchWheels(folder: string): Promise<void> {
  const wheelhouse = join(folder, 'wheelhouse')
  for (const version of VERSIONS) {
    for (const platform of PLATFORMS) {
      const target = ['--only-binary', ':all:', '--python-version', version, '--platform', platform]
      await run('python3', [...PIP, 'download', '--no-deps', ...target, '-d', wheelhouse, ...DEPENDENCIES])
    }
    const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
    const native = ['--python-version', version, '--platform', `manylinux2014_${machine}`]
    const offline = ['--no-index', '--find-links', wheelhouse, '--only-binary', ':all:']
    const target = ['--target', join(folder, 'installed', version)]
    const install = ['install', '--no-deps', '--no-compile', '--upgrade', ...target]
    await run('python3', [...PIP, ...install, ...offline, ...native, ...DEPENDENCIES])
    // The pure wheels, because black has compiled ones too. Last, because pip replaces bin/.
    const pure = ['--only-binary', ':all:', '--implementation', 'py', '--abi', 'none', '--platform', 'any']
    await run('python3', [...PIP, ...install, ...pure, ...APPLICATIONS])
  }
}
