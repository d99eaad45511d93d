export { type ChangelogOptions, type ChangelogSection, countVersions, findSection } from './changelog.ts'
export { type ChangesetFile, type RenderedChangesets, renderChangesets } from './changesets.ts'
export { type FittedNotes, type NotesParts, type Report, fitNotes, ownNotes } from './fit.ts'
