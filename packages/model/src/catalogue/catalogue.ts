import { RELEASES } from './releases.ts'
import { INSPECTING } from './inspecting.ts'
import { ARCHIVES } from './archives.ts'
import { BREAKAGE } from './breakage.ts'
import { BUDGET } from './budget.ts'
import { BYTECODE } from './bytecode.ts'
import { COMPILING } from './compiling.ts'
import { CALLS } from './calls.ts'
import { CONFIG } from './config.ts'
import { FILES } from './files.ts'
import { LEAKS } from './leaks.ts'
import { LOCKS } from './locks.ts'
import { MANIFEST } from './manifest.ts'
import { METADATA } from './metadata.ts'
import { NOTES } from './notes.ts'
import { PARTS } from './parts.ts'
import { POLICY } from './policy.ts'
import { PROJECT } from './project.ts'
import { PROJECT_WHEEL } from './project-wheel.ts'
import { PROVENANCE } from './provenance.ts'
import { PUBLISHING } from './publishing.ts'
import { TOOLCHAINS } from './toolchains.ts'
import type { ArgumentsIn, MessageText } from './text.ts'
import { TRIALS } from './trials.ts'
import { VERIFYING } from './verifying.ts'

/** The areas of the catalogue, by the heading that docs/messages/README.md gives them. */
export const AREAS = {
  Configuration: CONFIG,
  'Reading the project': PROJECT,
  'The wheel of the project': PROJECT_WHEEL,
  'What a project needs': METADATA,
  'Lock files and downloads': LOCKS,
  Compilers: TOOLCHAINS,
  'Compiling and packing': COMPILING,
  'Reading bytecode': BYTECODE,
  'The policy': POLICY,
  'What bytecode breaks': BREAKAGE,
  'What leaves with a release': LEAKS,
  'How large a release is': BUDGET,
  'Trying what was packed': TRIALS,
  'Merging parts': PARTS,
  'Manifests and checksums': MANIFEST,
  Publishing: PUBLISHING,
  Provenance: PROVENANCE,
  Verifying: VERIFYING,
  Notes: NOTES,
  Archives: ARCHIVES,
  'Files and folders': FILES,
  Inspecting: INSPECTING,
  'Releases on disk': RELEASES,
  'Command line and Action': CALLS,
} as const satisfies Record<string, Record<string, MessageText>>

/**
 * Everything that Exuvia says of a project, a file or a call that it does not accept: findings and
 * errors. Codes are stable: scripts and CI filters rely on them. Each has its page, docs/messages/CODE.md.
 */
export const CATALOGUE = {
  ...CONFIG,
  ...PROJECT,
  ...PROJECT_WHEEL,
  ...METADATA,
  ...LOCKS,
  ...TOOLCHAINS,
  ...COMPILING,
  ...BYTECODE,
  ...POLICY,
  ...BREAKAGE,
  ...LEAKS,
  ...BUDGET,
  ...TRIALS,
  ...PARTS,
  ...MANIFEST,
  ...PUBLISHING,
  ...PROVENANCE,
  ...VERIFYING,
  ...NOTES,
  ...ARCHIVES,
  ...FILES,
  ...INSPECTING,
  ...RELEASES,
  ...CALLS,
} as const satisfies Record<string, MessageText>

export type Code = keyof typeof CATALOGUE

/** The arguments that the sentence and the advice of a code name. */
export type ArgumentsOf<Each extends Code> = ArgumentsIn<(typeof CATALOGUE)[Each]>

/** The codes whose texts name no argument. */
export type PlainCode = { [Each in Code]: keyof ArgumentsOf<Each> extends never ? Each : never }[Code]

/** The names that every one of several codes has; of one code, its names. */
type CommonNames<Each extends Code> = keyof (Each extends Code ? ArgumentsOf<Each> : never)

/** Arguments with all names that the text of a code has, and no other. */
export type Exactly<Each extends Code, Given> = Given & {
  readonly [Name in Exclude<keyof Given, CommonNames<Each>>]: never
}
