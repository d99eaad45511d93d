import type { DecisionKind, FileRole, PolicyPreset } from '@exuvia/model'

/** One predefined rule; it comes after the written ones and before the default. */
export interface PresetRule {
  readonly kinds: readonly FileRole[]
  /** The class of licences that it applies to; undefined for all. */
  readonly license: 'copyleft' | undefined
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

/** The predefined rules, in order. */
export const PRESETS: Readonly<Record<PolicyPreset, readonly PresetRule[]>> = {
  'source-free': [NO_STUBS, BYTECODE],
  'source-included': [
    {
      kinds: ['python'],
      license: undefined,
      ship: 'both',
      reason: 'source, and bytecode for a fast first start',
    },
  ],
  'copyleft-source': [
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
