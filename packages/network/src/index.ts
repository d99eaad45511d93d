export { type Clock, reasonOf, systemClock } from './clock.ts'
export {
  type TransferOptions,
  answerOf,
  flatHeaders,
  innermost,
  networkFailure,
  startRequest,
} from './connection.ts'
export {
  Failure,
  type FailureDetails,
  isProxyPassword,
  isUntrusted,
  makeRedactor,
  retryAfter,
  wholeSeconds,
} from './failure.ts'
export { type Download, openDownload } from './open-download.ts'
export { type Attempts, type Patience, retry, retryPassing, throwIfStopped, waitAfter } from './retry.ts'
export { STALL_AFTER, type Watch, startWatch } from './watch.ts'
