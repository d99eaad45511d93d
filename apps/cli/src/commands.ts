import type { Command } from 'commander'

interface CommandEntry {
  readonly name: string
  readonly description: string
  /** Imports the command's module, and so all that it needs. */
  readonly load: () => Promise<(program: Command) => void>
}

/** All commands, in the order of the help. A run loads only the command that it was asked for. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'init',
    description: 'write [tool.exuvia] into pyproject.toml, or add what it lacks',
    load: async () => (await import('./commands/init.ts')).addInit,
  },
  {
    name: 'lock',
    description: 'lock the dependencies for all targets, with uv',
    load: async () => (await import('./commands/lock.ts')).addLock,
  },
  {
    name: 'check',
    description: 'check the project or finished archives against the policy',
    load: async () => (await import('./commands/check.ts')).addCheck,
  },
  {
    name: 'plan',
    description: 'show what a build would make',
    load: async () => (await import('./commands/plan.ts')).addPlan,
  },
  {
    name: 'licenses',
    description: 'show the licence of each distribution and what it rests on',
    load: async () => (await import('./commands/licenses.ts')).addLicenses,
  },
  {
    name: 'compile',
    description: 'compile folders to a folder, or wheels to wheels',
    load: async () => (await import('./commands/compile.ts')).addCompile,
  },
  {
    name: 'build',
    description: 'build a release: tarballs, manifest and SHA256SUMS',
    load: async () => (await import('./commands/build.ts')).addBuild,
  },
  {
    name: 'try',
    description: 'run what was packed, and compare it with its source',
    load: async () => (await import('./commands/try.ts')).addTry,
  },
  {
    name: 'bench',
    description: 'measure what was packed: how long its commands take to start',
    load: async () => (await import('./commands/bench.ts')).addBench,
  },
  {
    name: 'merge',
    description: 'join parts from several machines into one release',
    load: async () => (await import('./commands/merge.ts')).addMerge,
  },
  {
    name: 'publish',
    description: 'publish a release on GitHub exactly once; run it again to resume',
    load: async () => (await import('./commands/publish.ts')).addPublish,
  },
  {
    name: 'release',
    description: 'build and publish a release',
    load: async () => (await import('./commands/release.ts')).addRelease,
  },
  {
    name: 'verify',
    description: 'compare every file with the build',
    load: async () => (await import('./commands/verify.ts')).addVerify,
  },
  {
    name: 'inspect',
    description: 'show what a file, archive or folder contains and reveals',
    load: async () => (await import('./commands/inspect.ts')).addInspect,
  },
  {
    name: 'explain',
    description: 'show how a file ships, the rule that decided, and why',
    load: async () => (await import('./commands/explain.ts')).addExplain,
  },
  {
    name: 'policy',
    description: 'show what ships otherwise than before: policy diff',
    load: async () => (await import('./commands/policy.ts')).addPolicy,
  },
  {
    name: 'report',
    description: "print a release's sizes, decisions and digests",
    load: async () => (await import('./commands/report.ts')).addReport,
  },
  {
    name: 'doctor',
    description: 'show the available compilers, the cache and settings',
    load: async () => (await import('./commands/doctor.ts')).addDoctor,
  },
  {
    name: 'cache',
    description: 'show, check, prune or clear the cache of bytecode and wheels',
    load: async () => (await import('./commands/cache.ts')).addCache,
  },
  {
    name: 'schema',
    description: 'print a JSON schema',
    load: async () => (await import('./commands/schema.ts')).addSchema,
  },
]
