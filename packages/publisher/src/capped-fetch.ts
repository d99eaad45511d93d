import { JsonError, checkJson, collect } from '@exuvia/files'

/** Bytes of one inflated answer of the API. The longest real ones have a hundredth of it. */
export const LARGEST_ANSWER = 32 * 1024 * 1024

/** Bytes of an error's answer that are read; what it says of the error is much shorter. */
const LARGEST_ERROR = 64 * 1024

/** An answer that is too large or too deep to read, or that two readers could understand differently. */
export class AnswerRefused extends Error {}

/** Fetches, and reads the whole body of at most `LARGEST_ANSWER` bytes. @throws AnswerRefused */
export async function cappedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init)
  if (response.body === null) return response
  const bytes = await collect(response.body, LARGEST_ANSWER)
  if (bytes === undefined)
    throw new AnswerRefused(`the answer has more than ${LARGEST_ANSWER / 1024 / 1024} MiB`)
  const { status, statusText, headers, url } = response
  const isError = !response.ok && bytes.byteLength > LARGEST_ERROR
  if (!isError && isJson(headers.get('content-type'))) checkAnswer(bytes)
  // Octokit parses what remains of JSON in vain, and takes it as text.
  const body = new Uint8Array(isError ? bytes.subarray(0, LARGEST_ERROR) : bytes)
  const whole = new Response(body, { status, statusText, headers })
  Object.defineProperty(whole, 'url', { value: url })
  return whole
}

/** Whether an answer of this `content-type` is JSON. */
export function isJson(type: string | null | undefined): boolean {
  return /\bjson\b/i.test(type ?? '')
}

function checkAnswer(bytes: Uint8Array): void {
  try {
    checkJson(new TextDecoder().decode(bytes), { length: LARGEST_ANSWER })
  } catch (error) {
    throw error instanceof JsonError
      ? new AnswerRefused(`the answer cannot be read: ${error.message}`)
      : error
  }
}
