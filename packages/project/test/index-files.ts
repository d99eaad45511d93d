import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { filledOnce } from '@exuvia/test-needs'

const run = promisify(execFile)

/** The real tools, pinned. The tests compare with their results. */
const TOOLS = [
  'setuptools==80.9.0',
  'hatchling==1.27.0',
  'flit-core==3.12.0',
  'poetry-core==2.1.3',
  'pdm-backend==2.4.5',
  'uv-build==0.8.4',
  'packaging==25.0',
]

const WHEELS: readonly (readonly [requirement: string, platform: string])[] = [
  ['six==1.16.0', 'any'],
  ['click==8.1.7', 'any'],
  ['colorama==0.4.6', 'any'],
  ['markupsafe==3.0.2', 'manylinux_2_17_x86_64'],
  ['markupsafe==3.0.2', 'win_amd64'],
  ['markupsafe==3.0.2', 'macosx_10_13_universal2'],
  ['jinja2==3.1.4', 'any'],
]

/** A folder for PYTHONPATH with the build backends and `packaging`. */
export async function pinnedTools(): Promise<string> {
  return join(await indexFiles(), 'tools')
}

/** A folder of wheels from the package index. */
export async function indexWheels(): Promise<string> {
  return join(await indexFiles(), 'wheels')
}

/** The first test that needs them fetches them; a later run finds them. */
function indexFiles(): Promise<string> {
  return filledOnce('project', [TOOLS, WHEELS], async (fresh) => {
    // Install into a plain folder, not a virtual environment, which cannot be renamed.
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet']
    const installed = run('python3', [...pip, 'install', '--target', join(fresh, 'tools'), ...TOOLS])
    const downloads = WHEELS.map(async ([requirement, platform]) => {
      const where = ['--no-deps', '--only-binary', ':all:', '--dest', join(fresh, 'wheels')]
      const target = platform === 'any' ? [] : ['--python-version', '3.12', '--platform', platform]
      await run('python3', [...pip, 'download', ...where, ...target, requirement])
    })
    await Promise.all([installed, ...downloads])
  })
}
