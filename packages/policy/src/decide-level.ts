import { type CodeLevel, type Config, type DecidedBy, type DecidedLevel, docstringsOf } from '@exuvia/model'
import type { RuleSubject } from './conditions.ts'
import type { Rule } from './rules.ts'

/** The settings of a config for modules that no rule names. */
export type LevelDefaults = Pick<Config['compile'], 'optimize' | 'docstrings'>

/**
 * How a module is compiled that ships as bytecode alone. For each of `optimize` and `docstrings`, the first rule that
 * matches and says something of it decides, then the config; docstrings at last by what the level does with them.
 */
export function decideLevel(
  subject: RuleSubject,
  rules: readonly Rule[],
  defaults: LevelDefaults,
): DecidedLevel {
  const byOptimize = firstRule('optimize', subject, rules)
  const byDocstrings = firstRule('docstrings', subject, rules)
  const optimize = byOptimize?.level.optimize ?? defaults.optimize
  const docstrings = byDocstrings?.level.docstrings ?? defaults.docstrings ?? docstringsOf(optimize)
  return {
    optimize,
    docstrings,
    by: {
      optimize: byOptimize === undefined ? inConfig('optimize', optimize) : byRule(byOptimize),
      docstrings:
        byDocstrings !== undefined
          ? byRule(byDocstrings)
          : defaults.docstrings === undefined
            ? { rule: 'optimize', reason: `what optimize = ${optimize} does` }
            : inConfig('docstrings', docstrings),
    },
  }
}

function firstRule(key: keyof CodeLevel, subject: RuleSubject, rules: readonly Rule[]): Rule | undefined {
  return rules.find(({ level, holds }) => level[key] !== undefined && holds(subject))
}

function byRule({ name, reason }: Rule): DecidedBy {
  return { rule: name, reason }
}

function inConfig(key: keyof CodeLevel, value: unknown): DecidedBy {
  return { rule: 'default', reason: `compile.${key} is ${JSON.stringify(value)}` }
}
