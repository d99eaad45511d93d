import { compareRuntimes, runtimeVersion } from '@exuvia/packaging'

/** The kinds of lock that uv writes. */
export type LockKind = 'uv' | 'pylock' | 'requirements'

/** What is known of a project before it has a lock, or a newer one. */
export interface LockFacts {
  /** The lock file, relative to the project, that the config names or that was found; undefined for a first one. */
  readonly file: string | undefined
  /** Whether uv's own lock stands beside the project, or above it. */
  readonly hasUvLock: boolean
  /** Whether pyproject.toml is a project of uv: `[tool.uv]`, its build backend, or a workspace around it. */
  readonly isUvProject: boolean
  /** The file that declares the dependencies: `pyproject.toml`, `setup.py`, `setup.cfg`. */
  readonly source: string
  /** Whether the existing requirements file names an index. */
  readonly namesIndex: boolean
  readonly extras: readonly string[]
  readonly groups: readonly string[]
  /** As the config lists them, without platforms. */
  readonly runtimes: readonly string[]
}

/** What the user asks for beyond the config. */
export interface LockWishes {
  /** Whether all packages may get newer versions. */
  readonly upgrade: boolean
  /** Packages that may. */
  readonly upgradePackages: readonly string[]
  readonly offline: boolean
}

/** How uv makes a lock. */
export interface LockPlan {
  readonly kind: LockKind
  /** Relative to the project. */
  readonly file: string
  /** Of uv, run in the project's folder. */
  readonly args: readonly string[]
}

/**
 * Chooses the kind of lock and uv's arguments: the kind that exists or that the config names; else `uv.lock` for a
 * project of uv, and `pylock.toml` (PEP 751), which all installers read, for every other. Pure.
 */
export function planLock(facts: LockFacts, wishes: LockWishes): LockPlan {
  const file = facts.file ?? (facts.isUvProject ? 'uv.lock' : 'pylock.toml')
  const more = [
    ...(wishes.upgrade ? ['--upgrade'] : []),
    ...wishes.upgradePackages.flatMap((name) => ['--upgrade-package', name]),
    ...(wishes.offline ? ['--offline'] : []),
  ]
  const kind = kindOf(file)
  if (kind === 'uv') return { kind, file, args: ['lock', ...more] }
  const chosen = [
    ...facts.extras.flatMap((name) => ['--extra', name]),
    ...facts.groups.flatMap((name) => ['--group', name]),
  ]
  // A project of uv has one resolution; its other locks are exports of that one.
  if (kind === 'pylock' && facts.hasUvLock) {
    const args = ['export', '--format', 'pylock.toml', '--no-emit-project', '--no-default-groups']
    return { kind, file, args: [...args, ...chosen, ...more, '--output-file', file] }
  }
  const lowest = lowestVersion(facts.runtimes)
  const args = [
    'pip',
    'compile',
    '--universal',
    ...(kind === 'pylock' ? ['--format', 'pylock.toml'] : ['--generate-hashes']),
    ...(kind === 'requirements' && facts.namesIndex ? ['--emit-index-url'] : []),
    // The lock begins with this Python; the interpreter only builds what has no metadata without a build.
    ...(lowest === undefined ? [] : ['--python-version', lowest, '--no-python-downloads']),
    ...chosen,
    ...more,
    facts.source,
    '--output-file',
    file,
  ]
  return { kind, file, args }
}

/** The line to type in a shell. */
export function lockLine(plan: LockPlan): string {
  return ['uv', ...plan.args].map((word) => (/^[\w./=@:+-]+$/.test(word) ? word : `'${word}'`)).join(' ')
}

/** The kind of a lock by its name. */
function kindOf(file: string): LockKind {
  const name = file.split(/[/\\]/).at(-1) ?? file
  if (/\.(?:txt|in)$/.test(name)) return 'requirements'
  return name === 'uv.lock' ? 'uv' : 'pylock'
}

/** `3.9` of cp310, cp39 and cp312; undefined without a CPython. */
function lowestVersion(runtimes: readonly string[]): string | undefined {
  const [lowest] = runtimes.filter((runtime) => runtime.startsWith('cp')).toSorted(compareRuntimes)
  return lowest === undefined ? undefined : runtimeVersion(lowest)
}
