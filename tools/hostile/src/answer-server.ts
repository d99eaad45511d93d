import { spawnSync } from 'node:child_process'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One answer of a server. */
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  /** The bytes come again and again until the connection ends. */
  readonly isEndless?: boolean
}

/** Answers a request whose path begins behind the number of the input. */
export type Answerer = (request: Asked) => Answer

export interface Asked {
  readonly method: string
  readonly path: string
  readonly content: Buffer
  /** The address of the input on this server. */
  readonly here: string
  /** An address that must get no secret: a second server, which reports each one. */
  readonly elsewhere: string
}

/** Two servers for all inputs of a kind. */
export interface AnswerServer {
  /** Adds an input. @returns its address, and the function that says which canary it has */
  readonly add: (answerer: Answerer) => {
    readonly address: string
    readonly watch: (canary: string) => void
  }
}

/**
 * Starts a server, and beside it one on another origin that runs the input's canary if a request brings it
 * credentials. They do not keep the process alive.
 */
export async function startAnswers(): Promise<AnswerServer> {
  const answerers: Answerer[] = []
  const canaries: string[] = []
  const stranger = await listen((request, response) => {
    const canary = canaries[numberIn(request)]
    const { authorization, cookie } = request.headers
    const isSecret = (authorization ?? cookie) !== undefined || /token|secret/.test(request.url ?? '')
    if (isSecret && canary !== undefined) spawnSync('sh', ['-c', canary])
    send(response, { body: '{}' })
  })
  const server = await listen((request, response) => {
    const index = numberIn(request)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const [, , ...rest] = (request.url ?? '').split('/')
      const { method = 'GET' } = request
      const asked = { method, path: `/${rest.join('/')}`, content: Buffer.concat(chunks) }
      const answer = answerers[index]?.({
        ...asked,
        here: `${server}/${index}`,
        elsewhere: `${stranger}/${index}`,
      })
      send(response, answer ?? { status: 404, body: '{"message": "Not Found"}' })
    })
  })
  return {
    add(answerer) {
      const index = answerers.push(answerer) - 1
      return { address: `${server}/${index}`, watch: (canary) => (canaries[index] = canary) }
    },
  }
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server: Server = createServer(answer)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  server.unref()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function numberIn({ url }: IncomingMessage): number {
  return Number(url?.split('/')[1])
}

function send(response: ServerResponse, { status = 200, headers, body, isEndless }: Answer): void {
  response.on('error', () => undefined)
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  if (isEndless !== true) {
    response.end(body)
    return
  }
  const more = (): void => {
    while (!response.destroyed && response.write(body));
  }
  response.on('drain', more)
  more()
}
