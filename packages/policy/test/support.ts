import {
  type Config,
  DEFAULT_CONFIG,
  type Distribution,
  type Facts,
  type FileRole,
  type Finding,
  type Inventory,
  type Judged,
  type LicenseInfo,
  type PolicyConfig,
  type PolicyRule,
  type Runtime,
  type RuntimeFacts,
  type Target,
} from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import { type ArchiveFile, judge as judgeFacts } from '../src/index.ts'

export const CP312: Target = { runtime: 'cp312', platform: 'any' }

/** A licence as the metadata may say it. */
export function license(
  expression: string | undefined,
  source: LicenseInfo['source'] = 'license-expression',
): LicenseInfo {
  return { expression, source: expression === undefined ? 'unknown' : source, found: expression ?? '' }
}

/** A distribution with the given files; roles follow the names if none is given. */
export function distribution(
  name: string,
  paths: readonly (string | readonly [string, FileRole])[],
  options: Partial<Distribution> = {},
): Distribution {
  const normalizedName = normalizeName(name)
  return {
    id: `${normalizedName}-1.0`,
    name,
    normalizedName,
    version: '1.0',
    license: license('MIT'),
    requiresPython: undefined,
    entryPoints: [],
    native: false,
    wheel: `${name}-1.0-py3-none-any.whl`,
    files: paths.map((item) => {
      const [path, role] = typeof item === 'string' ? ([item, roleOf(item)] as const) : item
      return {
        path,
        role,
        size: 1,
        executable: false,
        content: { kind: 'memory', bytes: new Uint8Array(1) },
        origin: `src/${path.replace(/^lib\//, '')}`,
      }
    }),
    ...options,
  }
}

function roleOf(path: string): FileRole {
  if (path.startsWith('bin/')) return 'script'
  if (path.startsWith('LICENSES/')) return 'license'
  if (path.includes('.dist-info/')) return 'metadata'
  if (/\.(?:so|pyd)$/.test(path)) return 'native'
  if (/\.pyi$|py\.typed$/.test(path)) return 'stub'
  return path.endsWith('.py') ? 'python' : 'data'
}

/** An inventory with one target that holds everything. */
export function inventory(...distributions: readonly Distribution[]): Inventory {
  return {
    root: '/home/dev/tidemark',
    name: 'tidemark',
    normalizedName: 'tidemark',
    version: '1.0',
    reading: { from: 'static', wheels: [] },
    versionSource: 'pyproject.toml',
    commit: undefined,
    sourceDate: 315_532_800,
    distributions,
    targets: [
      {
        target: CP312,
        distributions: distributions.map(({ id }) => id),
        commands: distributions.flatMap(({ id, entryPoints }) =>
          entryPoints.map(({ name, module, attribute, gui }) => ({
            name,
            distribution: id,
            gui,
            start: { module, attribute },
          })),
        ),
      },
    ],
    shared: [],
    findings: [],
  }
}

/** A rule with what is left out undefined. */
export function rule(ship: PolicyRule['ship'], conditions: Partial<PolicyRule>): PolicyRule {
  return {
    path: undefined,
    distribution: undefined,
    license: undefined,
    target: undefined,
    kind: undefined,
    entryPoint: undefined,
    until: undefined,
    reason: 'so decided',
    ship,
    optimize: undefined,
    docstrings: undefined,
    ...conditions,
  }
}

/** A policy; without anything: every module as bytecode. */
export function policy(changes: Partial<PolicyConfig> = {}): PolicyConfig {
  return { ...DEFAULT_CONFIG.policy, preset: undefined, ...changes }
}

/** A config with a policy. */
export function config(changes: Partial<PolicyConfig> = {}): Config {
  return { ...DEFAULT_CONFIG, file: 'pyproject.toml', targets: ['cp312-any'], policy: policy(changes) }
}

/** The verdict about an inventory whose sources do nothing that bytecode would not do. */
export function judge(about: Inventory, settings: Config, today = '2026-01-01'): Judged {
  const runtimes = new Map<Runtime, RuntimeFacts>(
    about.targets.map(({ target }) => [target.runtime, { kind: 'examined', distributions: new Map() }]),
  )
  return judgeFacts({ inventory: about, runtimes } as unknown as Facts, settings, today)
}

/** How each file of the first distribution ships. */
export function ships(
  checked: Judged,
  id = checked.inventory.distributions[0]?.id ?? '',
): Record<string, string> {
  const [files] = checked.decisions.get(id)?.values() ?? []
  return Object.fromEntries([...(files ?? [])].map(([path, { ship }]) => [path, ship]))
}

/** Decisions about some files of one distribution under a policy. */
export function decided(
  paths: Parameters<typeof distribution>[1],
  changes: Partial<PolicyConfig>,
): Record<string, string> {
  return ships(judge(inventory(distribution('tidemark', paths)), config(changes)))
}

/** `error code subject` of each finding. */
export function told(findings: readonly Finding[]): string[] {
  return findings.map(({ code, severity, subject }) => {
    const about = subject.path ?? subject.key ?? subject.distribution ?? ''
    return `${severity} ${code} ${about}`
  })
}

/** A file in an archive. */
export function packed(path: string, head: Uint8Array | string = ''): ArchiveFile {
  const bytes = typeof head === 'string' ? Buffer.from(head, 'latin1') : head
  return { path, size: Math.max(bytes.length, 1), executable: false, head: bytes }
}

/** The beginning of a .pyc of Python 3.12. */
export const PYC312 = Buffer.from('cb0d0d0a0100000000000000000000000000', 'hex')
