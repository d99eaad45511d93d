import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { usageError } from '@exuvia/model'
import { findProjectFacts } from '@exuvia/project'
import { loadConfig, parseConfig, renderInitialConfig } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { replaceText } from '../release/staging.ts'
import { chooseTargets } from '../init/targets.ts'
import { findWheelhouses } from '../init/wheelhouses.ts'
import { findOpenLicenses } from '../init/open-licenses.ts'

/** The written config, with notes for the user. */
export interface InitReport {
  readonly file: string
  readonly targets: readonly string[]
  readonly notes: readonly string[]
}

/**
 * Writes a first `[tool.exuvia]` to a project's pyproject.toml, with the newest Pythons that
 * the project supports and for which this machine has a compiler.
 * @throws usage error `already-configured`, `no-compiler`
 */
export async function initProject(project: string | undefined, context: RunContext): Promise<InitReport> {
  const root = path.resolve(context.cwd, project ?? '.')
  const config = await loadConfig(root)
  if (config.file !== undefined) {
    throw usageError('already-configured', { file: config.file })
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
  await replaceText(file, after)
  const notes: string[] = []
  if (dependencies && wheelhouse.length === 0) {
    notes.push(
      `the project depends on ${facts.dependencies.join(', ')}: see the comment at dependencies.wheelhouse`,
    )
  }
  if (openLicenses.length > 0) {
    const names = openLicenses.map(({ name }) => name).join(', ')
    notes.push(`check the licence of ${names}: see the comment at licenses`)
  }
  return { file: 'pyproject.toml', targets, notes }
}
