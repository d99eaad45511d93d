import {
  ACCEPTABLE_FINDINGS,
  type AcceptableFinding,
  BYTECODE_BUDGETS,
  type BytecodeBudget,
  DECISION_KINDS,
  DOCSTRING_MODES,
  type DocstringMode,
  FILE_BUDGETS,
  PACK_FORMATS,
  isBytecodeBudget,
  parseAllowance,
  RULE_KINDS,
} from '@exuvia/model'
import { platformNames } from '@exuvia/packaging'
import { z } from 'zod'

import {
  allowanceProblem,
  commandGlobProblem,
  dayProblem,
  digestProblem,
  distributionGlobProblem,
  distributionProblem,
  emptyProblem,
  fingerprintProblem,
  globProblem,
  nameGlobProblem,
  notesProblem,
  pathProblem,
  platformProblem,
  providedProblem,
  quoted,
  repositoryProblem,
  ruleLicenseProblem,
  runtimeProblem,
  setMemberProblem,
  setNameProblem,
  spdxProblem,
  tagProblem,
  targetGlobProblem,
  targetProblem,
  toolchainProblem,
  wheelGlobProblem,
} from './checks.ts'

// The only description of `[tool.exuvia]`: it checks values and fills in defaults. Its
// descriptions become the JSON schema, and docs/configuration.md repeats them word for
// word (a test compares them).

/** A string with a custom check; the optional pattern is for editors. */
function text(problem: (value: string) => string | undefined, pattern?: string) {
  const schema = z.string().check((context) => {
    const message = problem(context.value)
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value })
  })
  return pattern === undefined ? schema : schema.meta({ pattern })
}

/** A list of such strings without duplicates. */
function list(item: ReturnType<typeof text>) {
  return z
    .array(item)
    .meta({ uniqueItems: true })
    .refine((items) => new Set(items).size === items.length, {
      error: ({ input }) => `expected each item once, got ${quoted(firstRepeated(input))} twice`,
      when: ({ value }) => Array.isArray(value),
    })
}

function firstRepeated(items: unknown): string {
  return Array.isArray(items) ? String(items.find((item, index) => items.indexOf(item) < index)) : ''
}

const RUNTIME = '(?:(?:cp|pp)[0-9]{2,3}|cp3[0-9]{2}t|mpy[0-9]{1,3})'

const PLATFORM_NAME = `(?:${platformNames().join('|')})`

/** The same for an acceptance. */
export const SAY_WHY_ACCEPTED = 'say why; exuvia explain prints it'

/** Also reported if the key is missing. */
export const SAY_WHY = 'say why; it is printed in the manifest'

const project = z
  .strictObject({
    build: z
      .enum(['auto', 'static', 'backend'])
      .default('auto')
      .describe(
        'How the project is read: "static" (from its files, running nothing), "backend" (from the wheel that its build backend makes), or "auto" (static if Exuvia understands everything, else backend).',
      ),
    wheel: z
      .union([text(wheelGlobProblem), list(text(wheelGlobProblem))])
      .default([])
      .describe(
        'Wheels of the project itself, such as "dist/*.whl", or a list of such globs: Exuvia reads the project from them, the best for each target, and builds none.',
      ),
    sources: list(text(pathProblem))
      .default([])
      .describe(
        'Folders that contain the importable packages, such as "src". If empty, Exuvia follows the rules of the build backend.',
      ),
    exclude: list(text(globProblem)).default([]).describe('Globs of files in the project that do not ship.'),
    include: list(text(globProblem))
      .default([])
      .describe(
        'Globs of additional files in the project that ship unchanged, at the same path below the root of the tarball.',
      ),
    scripts: list(text(pathProblem))
      .default([])
      .describe('Files with a #! line that become commands in bin/ beside the entry points.'),
  })
  .prefault({})
  .describe('Which files of the project ship.')

const dependencies = z
  .strictObject({
    wheelhouse: z
      .union([text(emptyProblem), list(text(emptyProblem))])
      .default([])
      .describe(
        'A folder of wheels, or a list of folders. Exuvia picks the best wheel of every dependency for each target.',
      ),
    lock: z
      .union([text(emptyProblem), z.literal(false)])
      .optional()
      .describe(
        'The lock file: "uv.lock", "pylock.toml" (PEP 751), or a requirements file with hashes. By default Exuvia looks for one if there is no wheelhouse; false: it does not.',
      ),
    extras: list(text(distributionProblem))
      .default([])
      .describe("The project's extras whose dependencies ship."),
    groups: list(text(distributionProblem))
      .optional()
      .describe(
        "Dependency groups (PEP 735) that ship besides the project's dependencies. Default: the lock's default groups in pylock.toml, else none.",
      ),
    build: list(text(distributionProblem))
      .default([])
      .describe(
        'Distributions of the lock that exuvia build builds from source where no wheel fits; their code runs.',
      ),
    scripts: list(text(emptyProblem))
      .default([])
      .describe(
        'Commands of the dependencies that become commands in bin/, such as "gunicorn": their console and GUI scripts.',
      ),
    provided: list(text(providedProblem))
      .default([])
      .describe(
        'Distributions that the customer\'s Python already has; Exuvia does not pack them. "*": all dependencies.',
      ),
  })
  .prefault({})
  .describe('Where the dependencies come from.')

const licenses = z
  .record(text(distributionProblem), text(spdxProblem))
  .default({})
  .describe(
    'Licences as SPDX expressions, by distribution name, for metadata that leaves them open: my-lib = "MIT".',
  )

const acceptance = z
  .strictObject({
    finding: z
      .enum(Object.keys(ACCEPTABLE_FINDINGS) as AcceptableFinding[])
      .describe('The code of the finding.'),
    distribution: text(distributionProblem)
      .optional()
      .describe(
        "The distribution's name, in any spelling that PEP 503 makes equal. Required, except for secret-found.",
      ),
    sha256: text(digestProblem, '^[0-9a-f]{64}$')
      .optional()
      .describe('The SHA-256 of the wheel; wheel-record-mismatch requires it.'),
    path: text(globProblem)
      .optional()
      .describe(
        'A glob of the places, as findings show them, for forgotten-file, build-place, debug-symbols and what bytecode breaks, or of artifacts for over-budget. Without it: all places.',
      ),
    fingerprint: text(fingerprintProblem, '^[0-9a-f]{16}$')
      .optional()
      .describe(
        'The fingerprint of the secret; secret-found requires it. Never write the secret itself here.',
      ),
    reason: text((value) => (value.trim() === '' ? SAY_WHY_ACCEPTED : undefined)).describe(
      'The reason. The note about the accepted finding and exuvia explain show it.',
    ),
  })
  .superRefine((value, context) => {
    const named = ACCEPTABLE_FINDINGS[value.finding]
    const add = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [key], message })
    if (named === 'sha256' && value.sha256 === undefined) add('sha256', 'missing: the SHA-256 of the wheel')
    if (named !== 'sha256' && value.sha256 !== undefined)
      add('sha256', `${value.finding} does not depend on a wheel's digest; remove it`)
    if (named === 'fingerprint' && value.fingerprint === undefined)
      add('fingerprint', 'missing: the fingerprint that the finding shows')
    if (named !== 'fingerprint' && value.fingerprint !== undefined)
      add('fingerprint', `${value.finding} is about no secret; remove it`)
    if (named !== 'fingerprint' && value.distribution === undefined)
      add('distribution', 'missing: the name of the distribution')
    if (named !== 'path' && value.path !== undefined) add('path', `${value.finding} takes no path; remove it`)
  })

const accept = z.array(acceptance).default([]).describe('Findings that you accept, each with a reason.')

const optimize = z.literal([0, 1, 2])
const docstrings = z.enum(DOCSTRING_MODES as [DocstringMode, ...DocstringMode[]])

const compile = z
  .strictObject({
    optimize: optimize
      .default(0)
      .describe(
        'Optimisation level: 0 like python, 1 like python -O (removes asserts), 2 like python -OO (removes docstrings too).',
      ),
    docstrings: docstrings
      .optional()
      .describe(
        'What becomes of docstrings: keep, empty ("" in their place), or strip (None). Default: strip with optimize = 2, else keep.',
      ),
    invalidation: z
      .enum(['unchecked-hash', 'checked-hash', 'timestamp'])
      .default('unchecked-hash')
      .describe(
        "How Python detects stale bytecode (PEP 552): unchecked-hash never checks, checked-hash compares the source's hash, timestamp its time and size.",
      ),
    normalise: z
      .boolean()
      .default(true)
      .describe(
        "Convert bytecode to its normal form: the same bytes from every compiler of one version. false keeps the compiler's own bytes.",
      ),
    debug: z
      .enum(['full', 'lines', 'none'])
      .optional()
      .describe(
        'What the line tables keep: full (lines and columns), lines (line numbers in tracebacks), none. Default: lines; with normalise = false it must be full.',
      ),
    toolchain: text(toolchainProblem)
      .default('auto')
      .describe(
        'The compiler: "native" (an interpreter on this machine), "embedded" (CPython in WebAssembly), "auto" (native if found, else embedded), or the path of an interpreter.',
      ),
    toolchains: z
      .record(text(runtimeProblem, `^${RUNTIME}$`), text(toolchainProblem))
      .default({})
      .describe('The compiler for single runtimes; overrides toolchain: cp312 = "embedded".'),
  })
  .prefault({})
  .describe('How Python is compiled.')

const ship = z.enum(DECISION_KINDS as readonly ['bytecode', 'source', 'both', 'data', 'exclude'])

/** What a rule can require of a file. */
const CONDITIONS = ['path', 'distribution', 'license', 'target', 'kind', 'entry-point'] as const

/** What a rule can decide. */
const DECIDED = ['ship', 'optimize', 'docstrings'] as const

function isTable({ value }: { readonly value: unknown }): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const rule = z
  .strictObject({
    path: text(globProblem)
      .optional()
      .describe('Glob on the path inside lib/, such as "tidemark/plugins/**".'),
    distribution: text(distributionGlobProblem)
      .optional()
      .describe("A distribution's name, in any spelling that PEP 503 makes equal, or a glob of names."),
    license: text(ruleLicenseProblem)
      .optional()
      .describe(
        'An SPDX expression such as "GPL-3.0-or-later": matches distributions whose licence needs it. Or a set: "@copyleft" (also "copyleft"; requires the source), "@permissive", or one of policy.license-sets.',
      ),
    target: text(targetGlobProblem)
      .optional()
      .describe(
        'A target ("cp312-win_amd64"), a runtime ("cp39"), or a glob of either ("*-win_amd64"): the rule holds for them alone.',
      ),
    kind: z
      .enum(RULE_KINDS)
      .optional()
      .describe(
        'What the file is: module (Python source), stub, data, native, script (in another language than Python), metadata, license (texts), or test (any file of tests).',
      ),
    'entry-point': text(commandGlobProblem)
      .optional()
      .describe(
        'The name of a command, or a glob of names: matches the modules in which console and GUI scripts start, and scripts.',
      ),
    ship: ship
      .optional()
      .describe(
        'How the files ship: bytecode (.pyc alone), source (.py alone), both, data (unchanged), or exclude (not at all).',
      ),
    optimize: optimize
      .optional()
      .describe(
        'Level of the modules among the files that ship as bytecode alone, in place of compile.optimize.',
      ),
    docstrings: docstrings
      .optional()
      .describe('What becomes of the docstrings of the same modules, in place of compile.docstrings.'),
    until: z
      .preprocess(
        // A date of TOML is a symbol with its text.
        (value) => (typeof value === 'symbol' ? value.description : value),
        text(dayProblem, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$').optional(),
      )
      .describe(
        'The last day of the rule, in UTC: 2027-01-31. Exuvia warns 30 days before, and reports an error from the next day on.',
      ),
    reason: text((value) => (value.trim() === '' ? SAY_WHY : undefined)).describe(
      'The reason. The manifest and exuvia explain show it.',
    ),
  })
  .refine(
    (value: object) => CONDITIONS.some((key) => key in value),
    // Checked even if another key of the rule is wrong, so that one run reports everything.
    {
      error:
        'expected path, distribution, license, target, kind or entry-point; policy.default decides about files that no rule matches',
      when: isTable,
    },
  )
  .refine((value: object) => DECIDED.some((key) => key in value), {
    error: 'expected ship (how the files ship), or optimize or docstrings (how modules are compiled)',
    when: isTable,
  })
  .check(({ value, issues }) => {
    if (value.ship === undefined || value.ship === 'bytecode') return
    for (const key of ['optimize', 'docstrings'] as const) {
      if (value[key] === undefined) continue
      const message = `has no effect with ship = ${quoted(value.ship)}; it holds for bytecode without its source`
      issues.push({ code: 'custom', message, input: value[key], path: [key] })
    }
  })

const members = list(text(setMemberProblem)).refine((items) => items.length > 0, {
  error: 'expected at least one licence',
  when: ({ value }) => Array.isArray(value),
})

const licenseSets = z
  .record(text(setNameProblem), z.union([members, z.strictObject({ only: members })]))
  .default({})
  .describe(
    'Licences under a name, for rules: strict = ["AGPL-3.0-only", "SSPL-1.0"] matches what needs one of them, approved = { only = ["@permissive", "MPL-2.0"] } what needs no other.',
  )

const policy = z
  .strictObject({
    preset: z
      .enum(['source-free', 'source-included', 'copyleft-source'])
      .optional()
      .describe(
        'Predefined rules, after your own: source-free (bytecode alone), source-included (source beside bytecode), copyleft-source (source if the licence requires it, else bytecode). Without preset and default it is source-free.',
      ),
    default: ship
      .optional()
      .describe(
        'How Python files ship if no rule and no preset decides. Default: both with the preset source-included, else bytecode.',
      ),
    'source-twin': z
      .enum(['auto', 'always', 'never'])
      .default('auto')
      .describe(
        'Whether the release includes a tarball of the corresponding source; auto: if a licence requires it.',
      ),
    'license-sets': licenseSets,
    rules: z.array(rule).default([]).describe('Rules in order; the first whose conditions all hold decides.'),
  })
  .prefault({})
  .describe('How each file ships, and which files must not ship.')

const pack = z
  .strictObject({
    out: text(emptyProblem)
      .default('dist')
      .describe('The folder for the finished release, relative to the project.'),
    formats: z
      .array(z.enum(PACK_FORMATS))
      .min(1)
      .meta({ uniqueItems: true })
      .refine((items) => new Set(items).size === items.length, {
        error: ({ input }) => `expected each item once, got ${quoted(firstRepeated(input))} twice`,
        when: ({ value }) => Array.isArray(value),
      })
      .refine((items) => items.some((item) => item !== 'wheel'), {
        error: 'expected "tar.gz", "tar.xz" or "tar.zst" besides; exuvia compile makes wheels alone',
        when: ({ value }) => Array.isArray(value) && value.length > 0,
      })
      .default(['tar.gz'])
      .describe(
        'What each target gets: "tar.gz", "tar.xz" (needs the program xz), "tar.zst", and "wheel" (of the project alone, for pip and uv). Windows gets a zip in place of tarballs.',
      ),
    level: z
      .int()
      .min(0)
      .max(10)
      .default(9)
      .describe(
        "Compression level, 0 (least) to 10 (smallest, slowest). Of tar.gz and zip: 0 (none) to 9 (gzip -9) with Node's zlib, and 10 with Exuvia's own encoder, independent of zlib.",
      ),
  })
  .prefault({})
  .describe('How tarballs are made.')

/** One size, or several. */
const allowances = z.union([text(allowanceProblem), list(text(allowanceProblem))]).optional()

const limit = z
  .strictObject({
    artifact: text(nameGlobProblem)
      .optional()
      .describe(
        'A glob of artifacts, such as "*-source.tar.gz". Without artifact and target: each artifact.',
      ),
    target: text(targetGlobProblem)
      .optional()
      .describe(
        'A target ("cp312-win_amd64"), a runtime ("cp39"), or a glob of either ("mpy6-*"): their artifacts alone.',
      ),
    distribution: text(distributionGlobProblem)
      .optional()
      .describe(
        "A distribution's name, in any spelling that PEP 503 makes equal, or a glob of names: only their files count.",
      ),
    kind: z
      .enum([...FILE_BUDGETS, ...(Object.keys(BYTECODE_BUDGETS) as BytecodeBudget[])])
      .optional()
      .describe(
        'Only these bytes count. Files: bytecode, source, native, data, metadata, licenses, or exuvia (what Exuvia writes). Inside bytecode: code, names, strings, docstrings, constants, line-tables, exception-tables, file-names, framing.',
      ),
    path: text(globProblem)
      .optional()
      .describe('A glob on the path in the artifact or inside lib/: only these files count.'),
    packed: allowances.describe(
      'The most that the artifact itself may have: a size ("8 MB"), growth since the last published release ("+5 %", "+200 kB"), or a list of them.',
    ),
    unpacked: allowances.describe('The same for the files inside, or for those that count.'),
    severity: z
      .enum(['error', 'warning'])
      .default('error')
      .describe('What a larger release is: an error stops the build.'),
    reason: text(emptyProblem).optional().describe('The reason of the limit. Messages show it.'),
  })
  .superRefine((value, context) => {
    const add = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [key], message })
    if ([value.packed ?? [], value.unpacked ?? []].flat().length === 0)
      add('packed', 'missing: expected packed = "8 MB", unpacked = "30 MB", or both')
    const part = (['distribution', 'kind', 'path'] as const).find((key) => value[key] !== undefined)
    if (part !== undefined && value.packed !== undefined)
      add('packed', `no part of an archive has a packed size of its own; with ${part} write unpacked`)
    const inside = (['distribution', 'path'] as const).find((key) => value[key] !== undefined)
    if (inside !== undefined && value.kind !== undefined && isBytecodeBudget(value.kind))
      add(
        'kind',
        `the bytes inside bytecode count for whole artifacts; with ${inside} write kind = "bytecode"`,
      )
    if (part !== undefined) return
    for (const key of ['packed', 'unpacked'] as const)
      if ([value[key]].flat().some((each) => each !== undefined && isNothing(each)))
        add(key, 'expected more than 0: no artifact is empty')
  })

function isNothing(size: string): boolean {
  const allowance = parseAllowance(size)
  return allowance?.kind === 'size' && allowance.bytes === 0
}

const budget = z
  .strictObject({
    limits: z
      .array(limit)
      .default([])
      .describe('Limits of size. Each holds for every artifact that it names, alone.'),
  })
  .prefault({})
  .describe('How large a release may be.')

const launch = z
  .strictObject({
    'lazy-imports': z
      .boolean()
      .default(false)
      .describe(
        'Whether the launchers for CPython 3.15 and later make all imports of modules lazy (PEP 810): a module is loaded where it is first used.',
      ),
  })
  .prefault({})
  .describe('What launchers do.')

const trial = z
  .strictObject({
    timeout: z
      .int()
      .min(1)
      .max(3600)
      .default(60)
      .describe('Seconds that each import and each command may take.'),
    commands: z
      .array(
        z.strictObject({
          run: z
            .array(text(emptyProblem))
            .min(1)
            .describe('A command in bin/ and its arguments, one word each: ["tide", "today", "--offline"].'),
          exit: z.int().min(0).max(255).default(0).describe('The exit status that is right.'),
          output: text(emptyProblem).optional().describe('A text that the output has to contain.'),
        }),
      )
      .default([])
      .describe(
        'How exuvia try runs commands, such as a test of the whole application. A command that is named here does not run with --help.',
      ),
  })
  .prefault({})
  .describe('How exuvia try and a build run what was packed.')

const report = z
  .strictObject({
    html: z
      .boolean()
      .default(false)
      .describe(
        'Whether a build also writes the release as a page beside the manifest: one HTML file, NAME-VERSION.report.html. Publishing uploads it, and the notes link to it.',
      ),
  })
  .prefault({})
  .describe('What shows a release to people.')

const publish = z
  .strictObject({
    repository: text(repositoryProblem)
      .optional()
      .describe('The GitHub repository, as owner/name. Without it: GITHUB_REPOSITORY, or --repo.'),
    tag: text(tagProblem)
      .default('v{version}')
      .describe("The release's git tag; {version} is replaced by the version."),
    title: text(emptyProblem)
      .optional()
      .describe(
        "The release's title; {version} is replaced by the version. Default: the name and the version. A draft that has a title keeps it.",
      ),
    draft: z.boolean().default(false).describe('Keep the release a draft, for a person to publish.'),
    prerelease: z
      .boolean()
      .optional()
      .describe('Whether GitHub marks the release as a prerelease. Default: no.'),
    latest: z
      .union([z.boolean(), z.literal('legacy')])
      .optional()
      .describe(
        'Whether GitHub shows the release as the latest: true, false, or "legacy" (by date and version). By default GitHub decides.',
      ),
    notes: text(notesProblem)
      .optional()
      .describe(
        'The source of the release notes: "changelog" (the version\'s section of the project\'s changelog), "changelog:FILE" (another changelog), "changesets" (the pending ones), "generated" (by GitHub), or a Markdown file, relative to the project. The size table and how to check a download follow.',
      ),
    provenance: z
      .boolean()
      .default(false)
      .describe(
        'Publish a statement of how the release was built (SLSA provenance): in a GitHub workflow signed and stored by GitHub, elsewhere an unsigned file of the release.',
      ),
  })
  .prefault({})
  .describe('Where the release goes.')

/** `[tool.exuvia]` as written, with keys in kebab-case; parsing fills in the defaults. */
export const CONFIG_SCHEMA = z
  .strictObject({
    targets: list(text(targetProblem, `^${RUNTIME}(?:-(?:[a-z0-9_]+|${PLATFORM_NAME}))?$`))
      .default([])
      .describe(
        'What to build for: runtimes such as "cp312", or targets such as "cp312-any", "cp312-linux-x86_64" or "cp312-manylinux_2_17_x86_64".',
      ),
    platforms: list(text(platformProblem, `^(?:[a-z0-9_]+|${PLATFORM_NAME})$`))
      .default([])
      .describe(
        'Platforms of the runtimes in targets: plain names such as "linux-x86_64", or tags such as "manylinux_2_17_x86_64". Without them, Exuvia finds the platforms from the wheels.',
      ),
    project,
    dependencies,
    licenses,
    accept,
    compile,
    policy,
    pack,
    budget,
    launch,
    try: trial,
    report,
    publish,
  })
  .describe('Configuration of Exuvia: [tool.exuvia] in pyproject.toml, or all of exuvia.toml.')

/** The file's content with defaults filled in. */
export type WrittenConfig = z.output<typeof CONFIG_SCHEMA>
