import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Config, usageError } from '@exuvia/model'
import { pythonVersion } from '../plan/matrix.ts'
import { replaceText } from '../release/staging.ts'
import { type WorkflowFacts, pullRequestWorkflow, releaseWorkflow } from './workflows.ts'

/** The oldest CPython that actions/setup-python has for the runner of the workflows. */
const OLDEST = 8

/**
 * Writes the workflows of a project into its repository: exuvia-release.yml and exuvia-pull-request.yml. Changes no
 * file that is there and says something else.
 * @returns the written files, relative to the repository; none if all are there already
 * @throws usage error `workflow-exists`
 */
export async function writeWorkflows(root: string, config: Config): Promise<string[]> {
  const repository = repositoryOf(root)
  const facts = await factsOf(root, repository, config)
  const files = {
    '.github/workflows/exuvia-release.yml': releaseWorkflow(facts),
    '.github/workflows/exuvia-pull-request.yml': pullRequestWorkflow(facts),
  }
  const written: string[] = []
  const isNew = async ([file, text]: readonly [string, string]): Promise<boolean> => {
    const there = await readFile(path.join(repository, file), 'utf8').catch(() => undefined)
    if (there === undefined && existsSync(path.join(repository, file)))
      throw usageError('workflow-exists', { file })
    if (there !== undefined && there !== text) throw usageError('workflow-exists', { file })
    return there === undefined
  }
  const missing: (readonly [string, string])[] = []
  for (const each of Object.entries(files)) if (await isNew(each)) missing.push(each)
  await mkdir(path.join(repository, '.github/workflows'), { recursive: true })
  for (const [file, text] of missing) {
    await replaceText(path.join(repository, file), text)
    written.push(file)
  }
  return written
}

/** The nearest folder with a `.git`, else the project's own: workflows belong to the repository's root. */
function repositoryOf(root: string): string {
  for (let folder = root; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, '.git'))) return folder
    if (path.dirname(folder) === folder) return root
  }
}

async function factsOf(
  root: string,
  repository: string,
  { targets, publish }: Config,
): Promise<WorkflowFacts> {
  const pythons = targets.flatMap((target) => setupName(target) ?? [])
  const pyproject = await readFile(path.join(root, 'pyproject.toml'), 'utf8')
  return {
    pythons: [...new Set(pythons)],
    targets: targets.length,
    tag: publish.tag,
    project: path.relative(repository, root).split(path.sep).join('/'),
    needsHistory: hasDynamicVersion(pyproject),
  }
}

function setupName(target: string): string | undefined {
  const [runtime = ''] = target.split('-')
  const name = pythonVersion(runtime)
  const minor = /^3\.(\d+)$/.exec(name ?? '')?.[1]
  const isOld = name !== undefined && /^\d/.test(name) && Number(minor ?? 0) < OLDEST
  return isOld ? undefined : name
}

/** Whether a list `dynamic` names the version. */
function hasDynamicVersion(pyproject: string): boolean {
  const [, ...lists] = pyproject.split(/\bdynamic\s{0,9}=/)
  return lists.some((text) => /["']version["']/.test(text.slice(0, text.indexOf(']') + 1)))
}
