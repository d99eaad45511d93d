// Apart from texts.ts, which loads it with CycloneDX's library only for a build with a change.
export { renderSbom } from '@exuvia/notices'
