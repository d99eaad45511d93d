import {
  type Allowance,
  type BudgetLimit,
  type Config,
  type LicenseSet,
  type OptimizeLevel,
  nearest,
  parseAllowance,
  problemOptions,
  recordOf,
  usageError,
  valueAt,
} from '@exuvia/model'
import { combineTargets, normalizeName, parseRuntime } from '@exuvia/packaging'
import { licenseSetNames, licenseSetOf } from '@exuvia/policy'

import { quoted } from './checks.ts'
import { type Problem, problemsOf } from './problems.ts'
import { CONFIG_SCHEMA, type WrittenConfig } from './schema.ts'
import { type TomlDocument, readToml } from '@exuvia/files'

/** In characters; a hundred times the size of a long config. */
const LARGEST = 1024 * 1024

/** Compiling a schema takes longer than reading one config by it. */
const READ_ONCE = { jitless: true } as const

/**
 * Reads a config and fills in every default. In a `pyproject.toml` it is the table
 * `[tool.exuvia]`; without one, `file` is undefined and every value is the default. In any
 * other file the keys are at the root.
 *
 * @param file its name in messages; its last part determines the form
 * @throws usage error `config-syntax` (not TOML), `config-too-large`, or `config-invalid`, whose
 *   message lists every problem, one per line: `pyproject.toml:12:3 tool.exuvia.x: …`
 */
export function parseConfig(text: string, file: string): Config {
  if (text.length > LARGEST) {
    throw usageError('config-too-large', { file, limit: LARGEST })
  }
  const document = readToml(text, file, { code: 'config-syntax' })
  const base = isPyproject(file) ? ['tool', 'exuvia'] : []
  const table = valueAt(document.value, base)
  const problems: Problem[] = table === undefined ? misnamedTables(document) : []
  if (table === undefined && problems.length === 0)
    return toConfig(CONFIG_SCHEMA.parse({}, READ_ONCE), undefined)

  const result = CONFIG_SCHEMA.safeParse(table ?? {}, { ...problemOptions(table), ...READ_ONCE })
  const inTable = result.success
    ? [
        ...repeatedNames(result.data),
        ...debugWithoutNormalise(result.data),
        ...unusedPlatforms(result.data),
        ...unknownSets(result.data),
      ]
    : problemsOf(result.error.issues, table)
  for (const { path, message } of inTable) problems.push({ path: [...base, ...path], message })
  if (!result.success || problems.length > 0) throw invalid(file, document, problems)
  return { ...toConfig(result.data, file), lines: linesOf(document, base, result.data) }
}

/** Whether a file of this name has its config in `[tool.exuvia]`. */
function isPyproject(file: string): boolean {
  return /(?:^|[/\\])pyproject\.toml$/.test(file)
}

function toConfig(written: WrittenConfig, file: string | undefined): Config {
  const { project, dependencies, licenses, accept, compile, policy, pack, publish } = written
  const { wheelhouse, lock, extras, groups, build, scripts, provided } = dependencies
  return {
    file,
    targets: combineTargets(written.targets, written.platforms),
    project: { ...project, wheel: typeof project.wheel === 'string' ? [project.wheel] : project.wheel },
    dependencies: {
      wheelhouse: typeof wheelhouse === 'string' ? [wheelhouse] : wheelhouse,
      lock:
        typeof lock === 'string' ? { kind: 'file', file: lock } : { kind: lock === false ? 'none' : 'auto' },
      extras: extras.map(normalizeName),
      build: build.map(normalizeName),
      groups: groups?.map(normalizeName),
      scripts,
      provided: provided.map((name) => (name === '*' ? name : normalizeName(name))),
    },
    licenses: byNormalizedName(licenses),
    accept: accept.map(({ distribution, ...rest }) => ({
      ...rest,
      sha256: rest.sha256,
      distribution: distribution === undefined ? undefined : normalizeName(distribution),
    })),
    compile: {
      ...compile,
      optimize: compile.optimize satisfies OptimizeLevel,
      docstrings: compile.docstrings,
      debug: compile.debug ?? (compile.normalise ? 'lines' : 'full'),
    },
    policy: {
      // An explicit default replaces the preset: with both, the preset would decide first.
      preset: policy.preset ?? (policy.default === undefined ? 'source-free' : undefined),
      default: policy.default ?? (policy.preset === 'source-included' ? 'both' : 'bytecode'),
      sourceTwin: policy['source-twin'],
      licenseSets: licenseSetsOf(policy['license-sets']),
      rules: policy.rules.map((rule) => ({
        path: rule.path,
        distribution: rule.distribution === undefined ? undefined : normalizeName(rule.distribution),
        license: rule.license,
        target: rule.target,
        kind: rule.kind,
        entryPoint: rule['entry-point'],
        until: rule.until,
        ship: rule.ship,
        optimize: rule.optimize,
        docstrings: rule.docstrings,
        reason: rule.reason,
      })),
    },
    pack,
    budget: { limits: written.budget.limits.map(toLimit) },
    launch: { lazyImports: written.launch['lazy-imports'] },
    try: {
      timeout: written.try.timeout,
      commands: written.try.commands.map(({ run, exit, output }) => ({ run, exit, output })),
    },
    report: written.report,
    publish: {
      repository: publish.repository,
      tag: publish.tag,
      title: publish.title,
      draft: publish.draft,
      prerelease: publish.prerelease,
      latest: publish.latest === undefined ? undefined : latestText(publish.latest),
      notes: publish.notes,
      provenance: publish.provenance,
    },
  }
}

type WrittenLimit = WrittenConfig['budget']['limits'][number]

function toLimit({
  artifact,
  target,
  distribution,
  kind,
  path,
  packed,
  unpacked,
  severity,
  reason,
}: WrittenLimit): BudgetLimit {
  const allowances = (written: WrittenLimit['packed']): Allowance[] =>
    [written].flat().flatMap((each) => (each === undefined ? [] : (parseAllowance(each) ?? [])))
  return {
    artifact,
    target,
    distribution: distribution === undefined ? undefined : normalizeName(distribution),
    kind,
    path,
    packed: allowances(packed),
    unpacked: allowances(unpacked),
    severity,
    reason,
  }
}

/** The position of each rule, each set of licences and each glob in the file. */
function linesOf(
  document: TomlDocument,
  base: readonly string[],
  { project, policy, accept, budget }: WrittenConfig,
): ReadonlyMap<string, number> {
  const lists = [
    { path: ['policy', 'rules'], items: policy.rules },
    { path: ['accept'], items: accept },
    { path: ['budget', 'limits'], items: budget.limits },
    { path: ['project', 'exclude'], items: project.exclude },
    { path: ['project', 'include'], items: project.include },
    { path: ['project', 'scripts'], items: project.scripts },
  ]
  const lines = new Map<string, number>()
  for (const name of Object.keys(policy['license-sets'])) {
    const place = placeOf(document, [...base, 'policy', 'license-sets', name])
    if (place !== undefined) lines.set(`policy.license-sets.${name}`, place.line)
  }
  for (const { path, items } of lists) {
    for (const index of items.keys()) {
      const place = placeOf(document, [...base, ...path, index])
      if (place !== undefined) lines.set(`${path.join('.')}[${index}]`, place.line)
    }
  }
  return lines
}

/** Without a prototype, so that looking up a distribution called "constructor" finds nothing inherited. */
function byNormalizedName(licenses: Readonly<Record<string, string>>): Record<string, string> {
  return recordOf(Object.entries(licenses).map(([name, spdx]) => [normalizeName(name), spdx]))
}

function licenseSetsOf(
  written: WrittenConfig['policy']['license-sets'],
): Readonly<Record<string, LicenseSet>> {
  return recordOf(
    Object.entries(written).map(([name, set]): [string, LicenseSet] => [
      name,
      Array.isArray(set)
        ? { match: 'needs', licenses: set }
        : { match: 'only', licenses: (set as { readonly only: readonly string[] }).only },
    ]),
  )
}

/** Sets of licences that a rule names and nothing defines. */
function unknownSets({ policy }: WrittenConfig): Problem[] {
  const known = licenseSetNames(licenseSetsOf(policy['license-sets']))
  return policy.rules.flatMap(({ license = '' }, index) => {
    const name = licenseSetOf(license)
    if (name === undefined || known.includes(`@${name}`)) return []
    const near = nearest(`@${name}`, known)
    const advice =
      near === undefined
        ? `known are ${known.join(', ')}; [policy.license-sets] defines more`
        : `did you mean "${near}"?`
    return [
      {
        path: ['policy', 'rules', index, 'license'],
        message: `no set of licences is called ${quoted(license)}; ${advice}`,
      },
    ]
  })
}

function latestText(latest: boolean | 'legacy'): 'true' | 'false' | 'legacy' {
  if (latest === 'legacy') return latest
  return latest ? 'true' : 'false'
}

/** Two spellings of one distribution in `licenses`. */
function repeatedNames(written: WrittenConfig): Problem[] {
  const seen = new Map<string, string>()
  const problems: Problem[] = []
  for (const name of Object.keys(written.licenses)) {
    const first = seen.get(normalizeName(name))
    if (first === undefined) seen.set(normalizeName(name), name)
    else problems.push({ path: ['licenses', name], message: `the same distribution as ${quoted(first)}` })
  }
  return problems
}

/** The compiler's output contains line tables; only normalising removes them. */
function debugWithoutNormalise({ compile }: WrittenConfig): Problem[] {
  if (compile.normalise || compile.debug === undefined || compile.debug === 'full') return []
  const message = `expected "full" with normalise = false, which keeps what the compiler writes, got ${quoted(compile.debug)}`
  return [{ path: ['compile', 'debug'], message }]
}

/** Platforms belong to runtimes; a target names its own. */
function unusedPlatforms({ targets, platforms }: WrittenConfig): Problem[] {
  const isUsed = targets.some((text) => (parseRuntime(text)?.implementation ?? 'mpy') !== 'mpy')
  if (platforms.length === 0 || targets.length === 0 || isUsed) return []
  const message = 'has no effect: no entry of targets is a runtime alone, such as "cp312"'
  return [{ path: ['platforms'], message }]
}

/**
 * Reports `[exuvia]` and `[tool.<nearly exuvia>]` in a pyproject.toml without `[tool.exuvia]`,
 * because Exuvia would otherwise ignore them silently.
 */
function misnamedTables(document: TomlDocument): Problem[] {
  const { exuvia, tool } = document.value
  const names = typeof tool === 'object' && tool !== null ? Object.keys(tool) : []
  const paths = names.filter((name) => nearest(name, ['exuvia']) !== undefined).map((name) => ['tool', name])
  if (exuvia !== undefined) paths.push(['exuvia'])
  return paths.map((path) => ({ path, message: 'unknown table; did you mean "tool.exuvia"?' }))
}

function invalid(file: string, document: TomlDocument, problems: readonly Problem[]): Error {
  const placed = problems.map((problem) => {
    const place = placeOf(document, problem.path)
    const where = place === undefined ? file : `${file}:${place.line}:${place.column}`
    return { place, line: `${where} ${dotted(problem.path)}: ${problem.message}` }
  })
  placed.sort(
    (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0),
  )
  return usageError('config-invalid', { problems: placed.map(({ line }) => line) })
}

/** The position of the key, or else of the nearest table around it. */
function placeOf(document: TomlDocument, path: readonly PropertyKey[]) {
  for (let length = path.length; length > 0; length--) {
    const place = document.placeOf(path.slice(0, length))
    if (place !== undefined) return place
  }
  return undefined
}

/** `tool.exuvia.policy.rules[0].path`, keys quoted if TOML requires it. */
function dotted(path: readonly PropertyKey[]): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else
      text += `${text === '' ? '' : '.'}${/^[\w-]+$/.test(String(part)) ? String(part) : JSON.stringify(part)}`
  }
  return text
}
