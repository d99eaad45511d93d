import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BUNDLE = 'apps/action/dist'

export interface ActionRelease {
  /** A checkout of the released commit, its remote named `origin`, with the bundle in `apps/action/dist`. */
  readonly checkout: string
  /** `1.4.0`; its tag `v1.4.0` never moves. */
  readonly version: string
  /** The branch of these commits, one per release: `releases/v1`. */
  readonly branch: string
  /** The tag that moves to each release: `v1`. */
  readonly moving: string
}

/**
 * Commits the Action's bundle to the release branch and sets the tags there: main itself
 * contains no bundle. The commit is the released one's tree with the bundle; its parents
 * are the previous release and the released commit. Branch and tags move together or not at all.
 * If the tag of this version exists, nothing changes: a workflow can be run again.
 * @returns the commit that the version's tag names
 * @throws Error if git fails, or if the version's tag names another build
 */
export function releaseAction({ checkout, version, branch, moving }: ActionRelease): string {
  const scratch = mkdtempSync(join(tmpdir(), 'exuvia-release-'))
  const env = { ...process.env, GIT_INDEX_FILE: join(scratch, 'index') }
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: checkout, env, encoding: 'utf8' }).trim()
  try {
    git('read-tree', 'HEAD')
    // The repository ignores its dist folders; their line ends stay as the bundler wrote them.
    git('-c', 'core.autocrlf=false', 'add', '--force', BUNDLE)
    if (git('ls-files', `${BUNDLE}/main.js`) === '') throw new Error(`${BUNDLE}/main.js is missing`)
    const tree = git('write-tree')

    const tag = `refs/tags/v${version}`
    if (git('ls-remote', 'origin', tag) !== '') {
      git('fetch', '--quiet', '--no-tags', '--depth=1', 'origin', tag)
      if (git('rev-parse', 'FETCH_HEAD^{tree}') !== tree)
        throw new Error(`the tag v${version} exists and holds another build; raise the version`)
      return git('rev-parse', 'FETCH_HEAD^{commit}')
    }
    const parents = ['-p', git('rev-parse', 'HEAD')]
    const head = `refs/heads/${branch}`
    if (git('ls-remote', 'origin', head) !== '') {
      git('fetch', '--quiet', '--no-tags', '--depth=1', 'origin', head)
      parents.unshift('-p', git('rev-parse', 'FETCH_HEAD'))
    }
    const commit = git('commit-tree', tree, ...parents, '-m', `Build the Action ${version}`)
    const refs = [`${commit}:${head}`, `${commit}:${tag}`, `+${commit}:refs/tags/${moving}`]
    git('push', '--quiet', '--atomic', 'origin', ...refs)
    return commit
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
