export { plainText } from './plain-text.ts'
export { type NoticedSoftware, type NoticeText, renderNotices } from './render-notices.ts'
export { renderSbom } from './render-sbom.ts'
export { textFiles } from './text-files.ts'
