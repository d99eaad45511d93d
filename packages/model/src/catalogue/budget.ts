import type { MessageText } from './text.ts'

/** How large a release may be. */
export const BUDGET = {
  'over-budget': {
    message:
      '{what}: {now} in {artifact}, {over} over the limit of {limit}; before: {before}\n{others:lines}\n{grown:lines}',
    advice:
      'make it smaller, or raise the limit; exuvia report --why {example} shows how it came in and what it costs. To accept it this time:\n[[tool.exuvia.accept]]\nfinding = "over-budget"\ndistribution = "{distribution}"\nreason = "<why>"',
  },
  'over-budget-estimate': {
    message:
      '{what}: about {now} in {artifact}, {over} over the limit of {limit}; before: {before}\n{others:lines}\n{grown:lines}',
    advice:
      'this is an estimate from the last build; exuvia build measures, and exuvia report --why {example} shows how it came in and what it costs',
  },
  'budget-estimated': {
    message: 'by an estimate from the last build ({build}), the release keeps {limits} of its budget',
    advice: 'exuvia build measures',
  },
  'budget-not-measured': {
    message: 'not measured: {limits}: {reason}',
    advice: '{advice}',
  },
  'budget-unused': {
    message: 'this limit measures nothing: no {thing} of the release matches {condition}',
    advice: '{suggestion}correct the limit or remove it',
  },
  'why-unknown': {
    message: 'the project has no distribution, file or module "{name}"',
    advice: 'nearest: {nearest}',
  },
  'budget-exceeded': {
    message: 'the release is larger than its budget: {limits} exceeded',
    advice: 'the findings above say by how much and what grew most; nothing was written',
  },
} as const satisfies Record<string, MessageText>
