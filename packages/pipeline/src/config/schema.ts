import { DECISION_KINDS } from '@exuvia/model'
import { z } from 'zod'

import {
  distributionProblem,
  emptyProblem,
  globProblem,
  notesProblem,
  pathProblem,
  quoted,
  repositoryProblem,
  ruleLicenseProblem,
  runtimeProblem,
  spdxProblem,
  tagProblem,
  targetProblem,
  toolchainProblem,
} from './checks.ts'

// The one description of `[tool.exuvia]`: it checks, it fills in defaults, and its
// descriptions become the JSON schema and are repeated word for word in
// docs/configuration.md (a test compares them).

/** A string with a check of ours; the pattern, where there is one, is for editors. */
function text(problem: (value: string) => string | undefined, pattern?: string) {
  const schema = z.string().check((context) => {
    const message = problem(context.value)
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value })
  })
  return pattern === undefined ? schema : schema.meta({ pattern })
}

/** A list of such strings, each at most once. */
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

const RUNTIME = '(?:(?:cp|pp)[0-9]{2,3}|mpy[0-9]{1,3})'

/** Also said where the key is not there at all. */
export const SAY_WHY = 'say why; it is printed in the manifest'

const project = z
  .strictObject({
    sources: list(text(pathProblem))
      .default([])
      .describe(
        'Folders that hold the importable packages, such as "src". Without it they are found as setuptools and hatchling find them.',
      ),
    exclude: list(text(globProblem))
      .default([])
      .describe('Globs of files under the project that are left out of the release.'),
    include: list(text(globProblem))
      .default([])
      .describe(
        'Globs of further files under the project that ship as they are, at the same path at the root of the tarball.',
      ),
    scripts: list(text(pathProblem))
      .default([])
      .describe('Files with a #! line that become commands in bin/ beside the entry points.'),
  })
  .prefault({})
  .describe('What of the project goes into the release.')

const dependencies = z
  .strictObject({
    wheelhouse: z
      .union([text(emptyProblem), list(text(emptyProblem))])
      .default([])
      .describe(
        'A folder of wheels, or a list of them. For each target the best wheel of every dependency is taken.',
      ),
    provided: list(text(distributionProblem))
      .default([])
      .describe("Distributions that the customer's Python brings along, and that are not packed."),
  })
  .prefault({})
  .describe('Where the dependencies come from.')

const licenses = z
  .record(text(distributionProblem), text(spdxProblem))
  .default({})
  .describe(
    'A distribution\'s licence as an SPDX expression, by name, where its metadata leaves it open: my-lib = "MIT".',
  )

const compile = z
  .strictObject({
    optimize: z
      .literal([0, 1, 2])
      .default(0)
      .describe(
        'Optimisation level: 0 as plain python, 1 as python -O (no asserts), 2 as python -OO (no docstrings either).',
      ),
    invalidation: z
      .enum(['unchecked-hash', 'checked-hash', 'timestamp'])
      .default('unchecked-hash')
      .describe(
        "How Python finds out that bytecode is stale (PEP 552): unchecked-hash never looks, checked-hash compares the source's hash, timestamp its time and size.",
      ),
    normalise: z
      .boolean()
      .default(true)
      .describe(
        'Whether bytecode gets the normal form, the same bytes from every compiler of one version; false keeps what the compiler writes.',
      ),
    debug: z
      .enum(['full', 'lines', 'none'])
      .optional()
      .describe(
        'How much of the line tables stays: full (lines and columns), lines (line numbers in tracebacks), none. Without it: lines; full with normalise = false, and nothing else then.',
      ),
    toolchain: text(toolchainProblem)
      .default('auto')
      .describe(
        'What compiles: "native" (an interpreter found on this machine), "embedded" (CPython in WebAssembly), "auto" (native where found, else embedded), or the path of an interpreter.',
      ),
    toolchains: z
      .record(text(runtimeProblem, `^${RUNTIME}$`), text(toolchainProblem))
      .default({})
      .describe('The same for one runtime, before toolchain: cp312 = "embedded".'),
  })
  .prefault({})
  .describe('How Python is compiled.')

const ship = z.enum(DECISION_KINDS as readonly ['bytecode', 'source', 'both', 'data', 'exclude'])

const rule = z
  .strictObject({
    path: text(globProblem)
      .optional()
      .describe('Glob on the path inside lib/, such as "tidemark/plugins/**".'),
    distribution: text(distributionProblem)
      .optional()
      .describe("A distribution's name, in any spelling that PEP 503 makes equal."),
    license: text(ruleLicenseProblem)
      .optional()
      .describe(
        'An SPDX expression such as "GPL-3.0-or-later": matches the distributions whose licence needs it. Or "copyleft": all whose licence asks for the source.',
      ),
    ship: ship.describe(
      'How the files ship: bytecode (.pyc alone), source (.py alone), both, data (as they are), or exclude (not at all).',
    ),
    reason: text((value) => (value.trim() === '' ? SAY_WHY : undefined)).describe(
      'Why. It is printed in the manifest and by exuvia explain.',
    ),
  })
  .refine(
    (value: object) => 'path' in value || 'distribution' in value || 'license' in value,
    // Looked at even where another key of the rule is wrong, so that one run names everything.
    {
      error: 'expected path, distribution or license; what no rule matches is decided by policy.default',
      when: () => true,
    },
  )

const policy = z
  .strictObject({
    preset: z
      .enum(['source-free', 'source-included', 'copyleft-source'])
      .optional()
      .describe(
        'Ready-made rules, after your own: source-free (bytecode alone), source-included (source beside bytecode), copyleft-source (source where the licence asks for it, else bytecode). Without preset and default it is source-free.',
      ),
    default: ship
      .optional()
      .describe(
        'What Python files ship as where no rule and no preset decides. Without it: both with the preset source-included, else bytecode.',
      ),
    'source-twin': z
      .enum(['auto', 'always', 'never'])
      .default('auto')
      .describe(
        'Whether a tarball of the corresponding source goes with the release; auto: where a licence or a rule asks for it.',
      ),
    rules: z
      .array(rule)
      .default([])
      .describe('Rules in order; the first of which all conditions hold decides.'),
  })
  .prefault({})
  .describe('What ships how, and what must not ship.')

const pack = z
  .strictObject({
    out: text(emptyProblem)
      .default('dist')
      .describe('The folder for the finished release, relative to the project.'),
    level: z
      .int()
      .min(0)
      .max(10)
      .default(9)
      .describe(
        'How hard to compress: 0 (not at all) to 9 as gzip -9, with the zlib in Node; 10 with our own encoder: smallest, slower, independent of zlib.',
      ),
  })
  .prefault({})
  .describe('How tarballs are made.')

const publish = z
  .strictObject({
    repository: text(repositoryProblem)
      .optional()
      .describe('The GitHub repository, as owner/name. Without it: GITHUB_REPOSITORY, or --repo.'),
    tag: text(tagProblem)
      .default('v{version}')
      .describe("The release's git tag; {version} stands for the version."),
    draft: z.boolean().default(false).describe('Leave the release as a draft, for a person to publish.'),
    prerelease: z
      .boolean()
      .optional()
      .describe('Whether GitHub marks the release as a pre-release. Without it, it does not.'),
    latest: z
      .union([z.boolean(), z.literal('legacy')])
      .optional()
      .describe(
        'Whether GitHub shows the release as the latest: true, false, or "legacy" (by date and version). Without it GitHub decides.',
      ),
    notes: text(notesProblem)
      .optional()
      .describe(
        'Where the notes come from: "changelog" (the version\'s section of the project\'s changelog), "changelog:FILE" (of another file), "changesets" (the pending ones), "generated" (GitHub\'s own), or a Markdown file, relative to the project. The size table and how to check a download follow.',
      ),
    provenance: z
      .boolean()
      .default(false)
      .describe(
        'Say with every release how it was built (SLSA provenance): signed and stored by GitHub in a workflow, an unsigned file of the release elsewhere.',
      ),
  })
  .prefault({})
  .describe('Where the release goes.')

/** `[tool.exuvia]` as written, its keys in kebab-case; parsing fills in the defaults. */
export const CONFIG_SCHEMA = z
  .strictObject({
    targets: list(text(targetProblem, `^${RUNTIME}(?:-[a-z0-9_]+)?$`))
      .default([])
      .describe(
        'What to build for: targets such as "cp312-any" or "cp312-manylinux_2_28_x86_64", or runtimes such as "cp312", whose platforms follow from the wheels.',
      ),
    project,
    dependencies,
    licenses,
    compile,
    policy,
    pack,
    publish,
  })
  .describe('Configuration of Exuvia: [tool.exuvia] in pyproject.toml, or the whole of exuvia.toml.')

/** The file's content, defaults filled in. */
export type WrittenConfig = z.output<typeof CONFIG_SCHEMA>
