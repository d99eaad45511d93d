// A part of `check` that loads by itself: a check of files needs nothing that reads a project.
export { checkFiles } from '@exuvia/pipeline'
