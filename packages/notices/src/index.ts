export { isTextName, plainText } from './plain-text.ts'
export { type NoticedSoftware, type NoticeText, renderNotices } from './render-notices.ts'
