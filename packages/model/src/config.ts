import type { BudgetLimit } from './budget.ts'
import type { Code } from './catalogue/index.ts'
import type { DocstringMode, OptimizeLevel } from './code-level.ts'
import type { DecisionKind } from './decision.ts'
import type { Runtime } from './target.ts'

/** How much of the line tables bytecode keeps: lines and columns, lines, nothing. */
export type DebugLevel = 'full' | 'lines' | 'none'
export type Invalidation = 'unchecked-hash' | 'checked-hash' | 'timestamp'
export type ProjectBuild = 'auto' | 'static' | 'backend'
/** What a release has for each target: tarballs (a zip for Windows), and a wheel of the project alone. */
export const PACK_FORMATS = ['tar.gz', 'tar.xz', 'tar.zst', 'wheel'] as const
export type PackFormat = (typeof PACK_FORMATS)[number]
/** What a rule can call a file. `module` is Python source in any place; `test` is any file of a test. */
export const RULE_KINDS = [
  'module',
  'stub',
  'data',
  'native',
  'script',
  'metadata',
  'license',
  'test',
] as const
export type RuleKind = (typeof RULE_KINDS)[number]
export type PolicyPreset = 'source-free' | 'source-included' | 'copyleft-source'

/**
 * Findings that a config can accept, and what the acceptance must or can name besides the distribution: `sha256`, the
 * digest of the wheel; `path`, a glob of the places; `fingerprint`, of the secret, in place of the distribution.
 */
export const ACCEPTABLE_FINDINGS = {
  'wheel-record-mismatch': 'sha256',
  'hides-standard-module': undefined,
  'runs-at-start': undefined,
  'inside-other-package': undefined,
  'pth-not-run': undefined,
  'secret-found': 'fingerprint',
  'forgotten-file': 'path',
  'build-place': 'path',
  'debug-symbols': 'path',
  'assert-removed': 'path',
  'docstring-removed': 'path',
  'source-needed': 'path',
  'over-budget': 'path',
} as const satisfies Partial<Record<Code, 'sha256' | 'path' | 'fingerprint' | undefined>>

export type AcceptableFinding = keyof typeof ACCEPTABLE_FINDINGS

/** A finding that the config accepts, with the reason. */
export interface Acceptance {
  readonly finding: AcceptableFinding
  /** PEP 503; undefined for a secret, which its fingerprint names. */
  readonly distribution: string | undefined
  /** Of the wheel, lower-case hex; undefined: any wheel of the distribution. */
  readonly sha256: string | undefined
  /** Glob of the places; undefined: all. */
  readonly path?: string | undefined
  /** Of the secret, 16 hex digits. */
  readonly fingerprint?: string | undefined
  readonly reason: string
}

/** `[tool.exuvia]` with all defaults. Paths are as written, relative to the project. */
export interface Config {
  /** The file, relative to the project: `pyproject.toml` or `exuvia.toml`; undefined if neither has a config. */
  readonly file: string | undefined
  /** 1-based lines of rules, sets of licences, globs and acceptances in `file`, by dotted key: `policy.rules[0]`, `project.exclude[1]`. */
  readonly lines?: ReadonlyMap<string, number>
  /** A runtime (`cp312`, its platforms found from the wheels) or a target (`cp312-any`), plain names of platforms replaced by tags. */
  readonly targets: readonly string[]
  readonly project: {
    /** Where the project's files and metadata come from: the static reader, its backend's wheel, or the first where it understands everything. */
    readonly build: ProjectBuild
    /** Globs of the project's own wheels, one file name pattern each; relative to the project. */
    readonly wheel: readonly string[]
    /** Folders of importable packages, as setuptools' `package_dir`; if empty, the backend's rules apply. */
    readonly sources: readonly string[]
    /** Globs in the project that do not ship. */
    readonly exclude: readonly string[]
    /** Globs of additional files in the project that ship unchanged, at the same path in the tarball's root. */
    readonly include: readonly string[]
    /** Files with a `#!` line that become commands in `bin/`. */
    readonly scripts: readonly string[]
  }
  readonly dependencies: {
    /** Folders of wheels. */
    readonly wheelhouse: readonly string[]
    /** The lock file; `auto`: found if no wheelhouse is configured; `none`: no lock. */
    readonly lock: { readonly kind: 'auto' | 'none' } | { readonly kind: 'file'; readonly file: string }
    /** The project's extras that ship, normalised. */
    readonly extras: readonly string[]
    /** Dependency groups (PEP 735) that ship, normalised; undefined for the lock's default. */
    readonly groups: readonly string[] | undefined
    /** Distributions that are built from source where the lock has no fitting wheel, normalised. */
    readonly build: readonly string[]
    /** Commands of the dependencies that get a launcher. */
    readonly scripts: readonly string[]
    /** Distributions that the customer's Python already has. */
    readonly provided: readonly string[]
  }
  /** Distribution name → SPDX expression, for metadata that leave the licence open. */
  readonly licenses: Readonly<Record<string, string>>
  /** Findings about distributions that are accepted. */
  readonly accept: readonly Acceptance[]
  readonly compile: {
    readonly optimize: OptimizeLevel
    /** What becomes of docstrings; undefined: what the level does with them. */
    readonly docstrings: DocstringMode | undefined
    readonly invalidation: Invalidation
    /** Whether code objects get the normal form; otherwise they keep the compiler's bytes, and `debug` is `full`. */
    readonly normalise: boolean
    readonly debug: DebugLevel
    /** `auto` (native if found, else embedded), `native`, `embedded`, or an interpreter's path. */
    readonly toolchain: string
    /** The same by runtime; overrides `toolchain`. */
    readonly toolchains: Readonly<Record<Runtime, string>>
  }
  readonly policy: PolicyConfig
  readonly pack: {
    /** Output folder, relative to the project. */
    readonly out: string
    /** At least one, each once. */
    readonly formats: readonly PackFormat[]
    /** 0 (least) to 10 (smallest, slowest); see `writeTarball` for what each encoder makes of it. */
    readonly level: number
  }
  readonly budget: {
    /** Each is judged alone. */
    readonly limits: readonly BudgetLimit[]
  }
  readonly launch: {
    /** Whether launchers of CPython 3.15 and later make imports lazy (PEP 810). */
    readonly lazyImports: boolean
  }
  readonly try: {
    /** Seconds for each import and each command. */
    readonly timeout: number
    /** How commands run, instead of with `--help`; the first word is a command in `bin/`. */
    readonly commands: readonly ConfiguredCommand[]
  }
  readonly report: {
    /** Whether a build also writes the page of the release. */
    readonly html: boolean
  }
  readonly publish: {
    /** `owner/name`. */
    readonly repository: string | undefined
    /** `{version}` is replaced by the version. */
    readonly tag: string
    /** `{version}` is replaced by the version. */
    readonly title: string | undefined
    readonly draft: boolean
    readonly prerelease: boolean | undefined
    readonly latest: 'true' | 'false' | 'legacy' | undefined
    /** A Markdown file that becomes the release's body. */
    readonly notes: string | undefined
    /** Whether to publish provenance with the release. */
    readonly provenance: boolean
  }
}

/** How a trial runs a command. */
export interface ConfiguredCommand {
  /** The command and its arguments, one word each. */
  readonly run: readonly string[]
  /** The exit status that is right. */
  readonly exit: number
  /** A text that the output contains; undefined for any output. */
  readonly output: string | undefined
}

export interface PolicyConfig {
  readonly preset: PolicyPreset | undefined
  readonly rules: readonly PolicyRule[]
  /** How Python files ship if no rule matches. */
  readonly default: DecisionKind
  /** Whether the release includes a source tarball; `auto`: if a licence requires it. */
  readonly sourceTwin: 'auto' | 'always' | 'never'
  /** Name → licences, for rules: `license = "@approved"`. */
  readonly licenseSets: Readonly<Record<string, LicenseSet>>
}

/**
 * Licences under one name. Each is one SPDX licence, or one of Exuvia's own sets (`@copyleft`, `@permissive`).
 * - `needs`: matches a distribution of which every alternative contains a licence of the set.
 * - `only`: matches a distribution that has an alternative with licences of the set alone.
 */
export interface LicenseSet {
  readonly match: 'needs' | 'only'
  readonly licenses: readonly string[]
}

/** One written rule; all of its conditions must hold. The first that matches decides what it speaks of. */
export interface PolicyRule {
  /** Glob on the path in `lib/`: `tidemark/plugins/**`. */
  readonly path: string | undefined
  /** Distribution name, normalised as in PEP 503. */
  readonly distribution: string | undefined
  /** SPDX expression; matches a distribution whose licence needs it (`GPL-3.0-or-later`), or a set (`copyleft`, `@approved`). */
  readonly license: string | undefined
  readonly kind: RuleKind | undefined
  /** Glob on the names of commands; matches the modules that they start. */
  readonly entryPoint: string | undefined
  /** A target or a runtime, or a glob of them: `cp39`, `cp312-win_amd64`, `*-win_amd64`. */
  readonly target: string | undefined
  /** Undefined: the rule says nothing of it. So for the other two; one of the three is there. */
  readonly ship: DecisionKind | undefined
  /** Of modules that ship as bytecode alone. */
  readonly optimize: OptimizeLevel | undefined
  readonly docstrings: DocstringMode | undefined
  /** The last day on which the rule may be used, in UTC: `2027-01-31`. */
  readonly until: string | undefined
  readonly reason: string
}
