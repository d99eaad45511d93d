import { ExuviaError, message } from '@exuvia/model'

/** The error of a stopped run: the signal's reason if it is an ExuviaError. */
export function stopError(signal: AbortSignal): ExuviaError {
  if (signal.reason instanceof ExuviaError) return signal.reason
  return new ExuviaError('interrupted', message('interrupted'))
}

/** @throws ExuviaError of kind `interrupted` if the signal has fired */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw stopError(signal)
}
