import type { IncomingMessage } from 'node:http'
import { type TransferOptions, answerOf, flatHeaders, networkFailure, startRequest } from './connection.ts'
import { Failure } from './failure.ts'
import { STALL_AFTER, type Watch, startWatch } from './watch.ts'

export interface Download {
  readonly status: number
  /** The address that answered, after all redirects; it has no credentials. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Throws a Failure if it breaks off or stalls. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** Discards the unread rest. */
  readonly close: () => void
}

const MAX_REDIRECTS = 5

/**
 * Sends a GET and follows up to five redirects. An `authorization` among the headers does not leave its
 * origin: object stores such as GitHub's refuse requests with one. Never follows from https to http.
 * @throws Failure
 */
export async function openDownload(url: string, options: TransferOptions): Promise<Download> {
  const { redact, clock, signal, authorize } = options
  let here = new URL(url)
  let headers = options.headers
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const watch = startWatch(clock, signal)
    const own = authorize?.(here)
    const outgoing = startRequest(
      withoutUser(here),
      'GET',
      own === undefined ? headers : { ...headers, authorization: own },
    )
    watch.onStop((error) => outgoing.destroy(error))
    let message: IncomingMessage
    try {
      const answered = answerOf(outgoing)
      outgoing.end()
      message = await answered
    } catch (error) {
      watch.end()
      throw watch.stopped() ?? networkFailure(error, redact)
    }
    const location = message.headers.location
    const status = message.statusCode ?? 0
    if (status < 300 || status >= 400 || location === undefined) {
      return {
        status,
        url: withoutUser(here),
        headers: flatHeaders(message),
        chunks: watched(message, watch, redact),
        close: () => {
          watch.end()
          outgoing.destroy()
        },
      }
    }
    watch.end()
    outgoing.destroy()
    const next = URL.canParse(location, here.href) ? new URL(location, here) : undefined
    if (
      next === undefined ||
      !/^https?:$/.test(next.protocol) ||
      (here.protocol === 'https:' && next.protocol === 'http:')
    ) {
      throw new Failure('the server redirects to an address that is not safe', { kind: 'status', status })
    }
    if (next.origin !== here.origin || !MOVED.has(status)) headers = withoutCredentials(headers)
    here = next
  }
  throw new Failure('the server redirects in circles', { kind: 'status', status: 310 })
}

/**
 * Whether a redirect leads to the same object of the API, under its repository's present name. Any other
 * redirect leads to the bytes, with a signed address, even on an Enterprise Server, whose store has the API's origin.
 */
const MOVED = new Set([301, 307, 308])

/** Node would send a user and password in the address to any host that a redirect names. */
function withoutUser(url: URL): string {
  const plain = new URL(url)
  plain.username = ''
  plain.password = ''
  return plain.href
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'),
  )
}

async function* watched(
  message: IncomingMessage,
  watch: Watch,
  redact: (text: string) => string,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of message as AsyncIterable<Uint8Array>) {
      watch.progress(STALL_AFTER)
      yield chunk
    }
    if (!message.complete) throw new Failure('the answer broke off', { kind: 'network' })
  } catch (error) {
    throw error instanceof Failure ? error : (watch.stopped() ?? networkFailure(error, redact))
  } finally {
    watch.end()
  }
}
