import { collect } from '@exuvia/files'

/** Bytes of one inflated answer of the API. The longest real ones have a hundredth of it. */
export const LARGEST_ANSWER = 32 * 1024 * 1024

/** An answer that is too large to read. */
export class AnswerTooLarge extends Error {
  constructor() {
    super(`the answer has more than ${LARGEST_ANSWER / 1024 / 1024} MiB`)
  }
}

/** Fetches, and reads the whole body of at most `LARGEST_ANSWER` bytes. @throws AnswerTooLarge */
export async function cappedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init)
  if (response.body === null) return response
  const bytes = await collect(response.body, LARGEST_ANSWER)
  if (bytes === undefined) throw new AnswerTooLarge()
  const { status, statusText, headers, url } = response
  const whole = new Response(new Uint8Array(bytes), { status, statusText, headers })
  Object.defineProperty(whole, 'url', { value: url })
  return whole
}
