// A part of `check` that loads by itself: a check of files needs none of it.
export { judgeProject, suggestCures } from '@exuvia/pipeline'
