// A part of `check` that loads by itself: few runs print SARIF.
export { describeSarif } from '@exuvia/pipeline'
