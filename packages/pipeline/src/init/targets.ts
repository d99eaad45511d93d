import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { findToolchains } from '@exuvia/compiler'
import { compareText, systemErrorCode, usageError } from '@exuvia/model'
import { parseRuntime, runtimeVersion, satisfiesPython } from '@exuvia/packaging'
import { findProjectFacts } from '@exuvia/project'
import { loadConfig, parseConfig, renderInitialConfig } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { replaceFile } from '../release/staging.ts'
import { findOpenLicenses } from '../init/open-licenses.ts'

/** What was written, and what a person should know of it. */
export interface InitReport {
  readonly file: string
  readonly targets: readonly string[]
  readonly notes: readonly string[]
}

/** More would make the first build slow; the config's comment says how to add others. */
const MOST_TARGETS = 3

/**
 * Writes a first `[tool.exuvia]` to a project's pyproject.toml: the newest Pythons that
 * the project is for and that can be compiled for here.
 * @throws usage error `already-configured`, `no-compiler`
 */
export async function initProject(project: string | undefined, context: RunContext): Promise<InitReport> {
  const root = path.resolve(context.cwd, project ?? '.')
  const config = await loadConfig(root)
  if (config.file !== undefined) {
    throw usageError('already-configured', `${config.file} is configured for Exuvia already`, {
      hint: 'edit it by hand; "exuvia schema" describes every key',
    })
  }
  const facts = await findProjectFacts(root)
  const targets = await chooseTargets(facts.requiresPython, context)
  const file = path.join(root, 'pyproject.toml')
  const before = await readFile(file, 'utf8')
  const wheelhouse = await findWheelhouses(root)
  const dependencies = facts.dependencies.length > 0
  const openLicenses = await findOpenLicenses(root, wheelhouse)
  const addition = renderInitialConfig({
    file: 'pyproject.toml',
    targets,
    wheelhouse,
    openLicenses,
    dependencies,
  })
  const eol = before.includes('\r\n') ? '\r\n' : '\n'
  const gap = before === '' || before.endsWith('\n') ? eol : eol + eol
  const after = before + gap + addition.replaceAll('\n', eol)
  parseConfig(after, 'pyproject.toml')
  await replaceFile(file, after)
  const notes: string[] = []
  if (dependencies && wheelhouse.length === 0) {
    notes.push(`it depends on ${facts.dependencies.join(', ')}: see the comment on dependencies.wheelhouse`)
  }
  if (openLicenses.length > 0) {
    const names = openLicenses.map(({ name }) => name).join(', ')
    notes.push(`the licence of ${names} is open: see the comment on licenses`)
  }
  return { file: 'pyproject.toml', targets, notes }
}

async function chooseTargets(requiresPython: string | undefined, context: RunContext): Promise<string[]> {
  const toolchains = await findToolchains({ env: context.env, cwd: context.cwd, signal: context.signal })
  const runtimes = [...new Set(toolchains.map(({ runtime }) => runtime))].filter(
    (runtime) => parseRuntime(runtime)?.implementation === 'cp',
  )
  if (runtimes.length === 0) {
    throw usageError('no-compiler', 'no Python was found on this machine, and no embedded one is installed', {
      hint: 'npm install --save-dev @exuvia/cpython-312',
    })
  }
  const fitting = runtimes.filter(
    (runtime) => requiresPython === undefined || satisfiesPython(runtime, requiresPython),
  )
  if (fitting.length === 0) {
    const found = runtimes.map(runtimeVersion).sort(compareText).join(', ')
    throw usageError(
      'no-compiler',
      `the project needs Python ${requiresPython}, and the ones that can be compiled for here are ${found}`,
      {
        hint: 'install a fitting Python, or an embedded one: npm install --save-dev @exuvia/cpython-313',
      },
    )
  }
  return fitting.sort((a, b) => order(a) - order(b)).slice(-MOST_TARGETS)
}

function order(runtime: string): number {
  const parts = parseRuntime(runtime)
  return parts === undefined ? 0 : parts.major * 100 + parts.minor
}

async function findWheelhouses(root: string): Promise<string[]> {
  const found: string[] = []
  for (const name of ['wheelhouse', 'wheels']) {
    const names = await readdir(path.join(root, name)).catch((error: unknown) => {
      if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return []
      throw error
    })
    if (names.some((file) => file.endsWith('.whl'))) found.push(name)
  }
  return found
}
