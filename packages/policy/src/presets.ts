import type { DecisionKind, FileRole, PolicyPreset } from '@exuvia/model'

/** One predefined rule; it comes after the written ones and before the default. */
export interface PresetRule {
  readonly kinds: readonly FileRole[]
  /** The class of licences that it applies to; undefined for all. */
  readonly license: 'copyleft' | undefined
  /** Whether it applies only to what nobody means to ship (`leaks/forgotten-files.ts`). */
  readonly isForLeftovers?: true
  readonly ship: DecisionKind
  readonly reason: string
}

const BYTECODE: PresetRule = {
  kinds: ['python'],
  license: undefined,
  ship: 'bytecode',
  reason: 'bytecode without its source',
}

/** Stubs are Python source with every signature and are not used at run time. */
const NO_STUBS: PresetRule = {
  kinds: ['stub'],
  license: undefined,
  ship: 'exclude',
  reason: 'type stubs show every signature and are not used at run time',
}

/** Files of editors, systems, caches and coverage tools. */
const NO_LEFTOVERS: PresetRule = {
  kinds: ['python', 'stub', 'script', 'data'],
  license: undefined,
  isForLeftovers: true,
  ship: 'exclude',
  reason: 'a file of an editor, a system, a cache or a coverage tool, which no program reads',
}

/** The predefined rules, in order. */
export const PRESETS: Readonly<Record<PolicyPreset, readonly PresetRule[]>> = {
  'source-free': [NO_LEFTOVERS, NO_STUBS, BYTECODE],
  'source-included': [
    NO_LEFTOVERS,
    {
      kinds: ['python'],
      license: undefined,
      ship: 'both',
      reason: 'source, and bytecode for a fast first start',
    },
  ],
  'copyleft-source': [
    NO_LEFTOVERS,
    { kinds: ['python'], license: 'copyleft', ship: 'both', reason: 'the licence requires the source' },
    {
      kinds: ['stub'],
      license: 'copyleft',
      ship: 'data',
      reason: 'part of the source that the licence requires',
    },
    NO_STUBS,
    BYTECODE,
  ],
}
