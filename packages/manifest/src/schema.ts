import {
  type BytecodeKinds,
  DECISION_KINDS,
  DOCSTRING_MODES,
  type DocstringMode,
  type ReleaseLicense,
} from '@exuvia/model'
import { parseRuntime, parseTarget } from '@exuvia/packaging'
import { z } from 'zod'

import { FINDINGS_SCHEMA } from './finding-schema.ts'

// The formats, field by field, in the order of the written files: zod gives a parsed
// object its schema's order. They are strict on purpose: a reader would lose an unknown
// field when it writes the manifest again. A field that is added later is optional, so
// that what earlier versions wrote stays valid; any other change is a new version.

/** Far above the largest release; these limits keep a hostile file from exhausting memory. */
const MOST = { files: 1_000_000, artifacts: 10_000, rules: 10_000, path: 4096, text: 10_000 } as const

function text(problem: (value: string) => string | undefined, pattern?: RegExp) {
  const schema = z
    .string()
    .max(MOST.text)
    .check((context) => {
      const message = problem(context.value)
      if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value })
    })
  return pattern === undefined ? schema : schema.meta({ pattern: pattern.source })
}

function matching(pattern: RegExp, expected: string) {
  return text((value) => (pattern.test(value) ? undefined : `expected ${expected}`), pattern)
}

/** A list in which every item has a different `key`. */
function unique<T extends z.ZodType>(item: T, most: number, key: (item: z.output<T>) => string | undefined) {
  return z
    .array(item)
    .max(most)
    .check((context) => {
      const seen = new Set<string>()
      for (const [index, each] of context.value.entries()) {
        const name = key(each)
        if (name !== undefined && seen.has(name)) {
          context.issues.push({ code: 'custom', message: 'appears twice', input: each, path: [index] })
        }
        if (name !== undefined) seen.add(name)
      }
    })
}

const size = z.int().min(0).describe('Bytes.')
const sha256 = matching(/^[0-9a-f]{64}$/, 'a SHA-256 as 64 lower-case hex digits').describe('Lower-case hex.')
const label = text((value) => (value === '' ? 'expected some text' : undefined))

const ship = z
  .enum(DECISION_KINDS as readonly ['bytecode', 'source', 'both', 'data', 'exclude'])
  .describe('How the file ships: bytecode, source, both, data or exclude.')

const runtime = text((value) =>
  parseRuntime(value) === undefined ? 'expected a runtime such as cp312' : undefined,
).describe('Implementation and version in the tag form of PEP 425: cp312.')

const target = text((value) => {
  try {
    parseTarget(value)
    return undefined
  } catch {
    return 'expected a target such as cp312-any'
  }
}).describe('Runtime and platform: cp312-any. Absent for the source twin.')

const fileName = text((value) =>
  // oxlint-disable-next-line no-control-regex -- a name on a release holds none
  /^(?!\.{1,2}$)[^/\\\u0000-\u001F\u007F]{1,255}$/.test(value)
    ? undefined
    : 'expected the name of a file, without a folder',
)

const path = text(pathProblem).check(z.maxLength(MOST.path)).describe('Below <name>-<version>/, with "/".')

/** A path from an untrusted manifest must stay inside the release's folder on every system. */
function pathProblem(value: string): string | undefined {
  const parts = value.split(/[/\\]/)
  const outside = /^[/\\]|^[A-Za-z]:/.test(value) || parts.includes('..')
  if (outside) return 'expected a path below the folder of the release'
  const clean = !value.includes('\0') && value.split('/').every((part) => part !== '' && part !== '.')
  return clean ? undefined : 'expected a path in its shortest form, with "/"'
}

const toolchain = z
  .enum(['native', 'embedded'])
  .describe('Native: an interpreter on the machine. Embedded: CPython in WebAssembly.')

const docstrings = z.enum(DOCSTRING_MODES as [DocstringMode, ...DocstringMode[]])

const madeBy = {
  version: label.describe('Exact version of the compiler: 3.12.1.'),
  magic: z.int().min(0).max(65_535).describe('16-bit magic number of its bytecode.'),
  optimize: z
    .literal([0, 1, 2])
    .optional()
    .describe(
      'Optimisation level of files that ship as bytecode alone; it is 0 for bytecode beside its source.',
    ),
  docstrings: docstrings
    .optional()
    .describe(
      'What became of docstrings: keep, empty ("" in their place), or strip. Absent where it is what the level does.',
    ),
  debug: z
    .enum(['full', 'lines', 'none'])
    .optional()
    .describe('What the line tables contain: lines and columns, lines, or nothing.'),
  normalForm: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe("Version of the normal form; absent if the bytes are the compiler's own."),
}

const compiler = z.strictObject({ runtime, toolchain, ...madeBy }).describe('How bytecode was compiled.')
const tarballCompiler = z.strictObject({ runtime, ...madeBy }).describe('How its bytecode was compiled.')

const decision = z
  .strictObject({
    ship,
    rule: label.describe('The rule that decided: policy.rules[2], preset source-free, default, or built in.'),
    reason: text(() => undefined).describe('The reason that the rule gives.'),
    optimize: z
      .literal([0, 1, 2])
      .optional()
      .describe('The level that the rule gave its modules. Absent where it is that of the compiler.'),
    docstrings: docstrings
      .optional()
      .describe('What became of the docstrings of these modules, by the rule.'),
    files: z.int().min(0).describe('The number of files that it decided.'),
  })
  .describe('A rule that decided, and for how many files.')

const file = z
  .strictObject({
    path,
    size,
    sha256,
    mode: matching(/^0[0-7]{3}$/, 'permission bits such as 0644').describe(
      'Permission bits, octal: 0644 or 0755.',
    ),
    link: label.check(z.maxLength(MOST.path)).optional().describe('Symbolic links only: where it points.'),
    ship: ship.optional(),
    distribution: label
      .optional()
      .describe('Name of the distribution that contains the file, in its own spelling.'),
    sourceSize: size.optional().describe('For bytecode: size of its source in bytes.'),
  })
  .describe('One file of an artifact.')

const files = unique(file, MOST.files, (each) => each.path).describe('Every file inside except EXUVIA.json.')
const kind = z
  .enum(['application', 'source', 'wheel'])
  .describe('An archive for a target, the source twin, or a wheel of the project alone.')
const tarballKind = z.enum(['application', 'source']).describe('For a target, or the source twin.')
const name = label.describe('Name of the project, in its own spelling.')
const version = label.describe('The version of the release.')
const commit = matching(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, 'a git commit as 40 or 64 hex digits').describe(
  'Git commit of the build.',
)
const sourceDate = z.int().min(0).describe('Seconds since 1970: the time of every entry in the archives.')

const kinds = z
  .strictObject({
    code: size.describe('Instructions.'),
    caches: size.describe('Inline caches among the instructions, from 3.11 on.'),
    names: size.describe('Names of variables, attributes, functions and classes.'),
    strings: size.describe('Text constants other than docstrings.'),
    docstrings: size,
    constants: size.describe('Numbers and bytes.'),
    lineTables: size,
    exceptionTables: size,
    fileNames: size.describe('co_filename.'),
    framing: size.describe('Headers, type codes, lengths, counts and references.'),
    unread: size.describe('Whole files in a format that Exuvia does not read.'),
  } satisfies Record<keyof BytecodeKinds, z.ZodType>)
  .describe('The bytecode by kind; adds up to "bytecode". Absent without bytecode.')

const trial = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('not-tried'),
      reason: label.describe('Why nothing ran it.'),
    }),
    z.strictObject({
      kind: z.literal('tried'),
      toolchain: toolchain.describe('The Python that ran it: one of the machine, or CPython in WebAssembly.'),
      version: label.describe('Exact version of that Python: 3.12.1.'),
      network: z.enum(['off', 'open']).describe('Whether the system kept the code from every network.'),
      modules: z.int().min(0).describe('The number of imports that worked.'),
      commands: z.int().min(0).describe('The number of commands that ran and ended as expected.'),
      unknown: z.array(label).max(MOST.files).describe('What failed, and may fail from source too. Sorted.'),
    }),
  ])
  .describe('What happened when the build ran it. Absent for the source twin.')

const artifact = z
  .strictObject({
    kind,
    file: fileName.describe('Its name on the release.'),
    target: target.optional(),
    size,
    sha256,
    tarballManifest: sha256
      .optional()
      .describe('SHA-256 of the EXUVIA.json inside, which "files" does not list. A wheel has none.'),
    sizes: z
      .strictObject({
        source: size.describe('Bytes of the Python sources of all its modules, whether they ship or not.'),
        bytecode: size.describe('Bytes of all bytecode inside, headers included.'),
        unpacked: size.describe('Bytes of everything inside, unpacked.'),
        compressed: size.describe('Bytes of the archive.'),
        kinds: kinds.optional(),
      })
      .check((context) => {
        const { bytecode, kinds: parts } = context.value
        if (parts === undefined) return
        const total = Object.values(parts).reduce((sum, each) => sum + each, 0)
        if (total === bytecode) return
        const message = `expected kinds that add up to ${bytecode} bytes of bytecode`
        context.issues.push({ code: 'custom', message, input: total, path: ['kinds'] })
      })
      .describe('Sizes in bytes.'),
    compiler: compiler.optional(),
    trial: trial.optional(),
    files,
  })
  .describe('One archive or wheel of the release.')

const wheel = z
  .strictObject({
    file: fileName.describe('Its name.'),
    name: label.describe('Name of the distribution, in its own spelling.'),
    version: label,
    sha256,
  })
  .describe('A wheel in the release.')

const uncommitted = z
  .strictObject({
    files: unique(path, MOST.files, (each) => each)
      .check(z.minLength(1))
      .describe('Paths in the project.'),
    allowed: label.optional().describe('Why they may be published (--allow-dirty).'),
  })
  .describe('Files of the project that ship and that the commit does not contain with these bytes.')

export const MANIFEST_SCHEMA = z
  .strictObject({
    schema: z.literal('exuvia.manifest/1').describe('Format and version.'),
    name,
    version,
    commit: commit.optional(),
    uncommitted: uncommitted.optional(),
    sourceDate,
    compilers: unique(compiler, MOST.artifacts, (each) => each.runtime).describe('One for each runtime.'),
    wheels: unique(wheel, MOST.artifacts, (each) => each.file)
      .optional()
      .describe('The wheels from which files come. Absent if the release contains the project alone.'),
    decisions: z.array(decision).max(MOST.rules).describe('Decisions of the policy.'),
    artifacts: unique(artifact, MOST.artifacts, (each) => each.file).describe(
      'Archives, then wheels, the source twin last.',
    ),
    sbom: z
      .strictObject({ file: fileName.describe('Its name on the release.'), size, sha256 })
      .optional()
      .describe('The CycloneDX SBOM of the release. Absent in a part.'),
  })
  .describe('<name>-<version>.manifest.json: a release as data.')

export const TARBALL_SCHEMA = z
  .strictObject({
    schema: z.literal('exuvia.tarball/1').describe('Format and version.'),
    name,
    version,
    kind: tarballKind,
    target: target.optional(),
    commit: commit.optional(),
    uncommitted: uncommitted.optional(),
    sourceDate,
    compiler: tarballCompiler.optional(),
    policy: z.array(decision).max(MOST.rules).describe('Decisions of the policy for this tarball.'),
    sourceTwin: z
      .strictObject({ file: fileName.describe('Its name on the same release.'), sha256, size })
      .optional()
      .describe('The tarball of corresponding source on the same release.'),
    files,
  })
  .describe('EXUVIA.json at the root of a tarball: what it contains. It does not list itself.')

const software = z
  .strictObject({
    name: label.describe('In its own spelling.'),
    version: label,
    wheel: fileName.optional().describe('The name of its wheel. Absent for the project itself.'),
    license: z
      .strictObject({
        expression: label.optional().describe('SPDX expression. Absent if unknown.'),
        source: z
          .enum([
            'config',
            'license-expression',
            'license-text',
            'classifier',
            'license-field',
            'guess',
            'unknown',
          ] satisfies ReleaseLicense['source'][])
          .describe('What the expression rests on.'),
        contradicts: z.boolean().optional().describe('Whether the texts decide against the metadata.'),
        texts: z
          .array(z.strictObject({ path, licenses: z.array(label).max(MOST.rules) }))
          .max(MOST.rules)
          .describe('Its licence files, with the licences whose texts they contain.'),
      })
      .describe('Its licence, with the evidence.'),
    targets: z.array(label).max(MOST.artifacts).describe('Targets that can contain it.'),
    requires: z.array(label).max(MOST.artifacts).describe('Normalised names of what it requires.'),
  })
  .describe('What the SBOM says of it.')

const part = z
  .strictObject({
    id: label.describe('Normalised name, version, and the file name of its wheel.'),
    plan: sha256.describe('Digest over names, sizes, modes, decisions and licence of its files.'),
    contents: sha256
      .optional()
      .describe('Digest over the bytes of its files. Absent if no tarball of the part contains it.'),
    software: software.optional(),
  })
  .describe('A distribution of the release.')

export const PART_SCHEMA = z
  .strictObject({
    schema: z.literal('exuvia.part/1').describe('Format and version.'),
    exuvia: label.describe('Version of Exuvia that built the part.'),
    config: z
      .record(
        label,
        text(() => undefined),
      )
      .describe('Every setting that affects the release: its dotted key, and its value as JSON.'),
    distributions: unique(part, MOST.artifacts, (each) => each.id).describe(
      'Distributions of the whole release.',
    ),
    artifacts: unique(
      z.strictObject({
        file: fileName.describe('Its name on the release.'),
        target: target.optional(),
      }),
      MOST.artifacts,
      (each) => each.file,
    )
      .min(1)
      .describe('Archives and wheels of the whole release, the source twin last.'),
    decisions: z.array(decision).max(MOST.rules).describe('Decisions of the policy for the whole release.'),
    findings: FINDINGS_SCHEMA.optional().describe(
      'About the project, for the page of the release. Absent if the release has none.',
    ),
    manifest: MANIFEST_SCHEMA.describe('The tarballs of this part.'),
  })
  .describe('<name>-<version>-<target>.part.json: a part of a release that several machines build.')
