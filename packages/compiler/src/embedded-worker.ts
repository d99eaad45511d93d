/**
 * The thread that runs CPython in WebAssembly. It is a separate entry of the build; a bundle
 * needs it in the same folder, as `embedded-worker` with the bundle's extension.
 */
import { Buffer } from 'node:buffer'
import { parentPort, workerData } from 'node:worker_threads'
import { openEmbeddedPython } from './embedded-python.ts'
import { type CompileRequest, encodeRequest } from './frames.ts'

/** What the thread needs to start. */
export interface EmbeddedStart {
  /** `file:` URL of the build's folder. */
  readonly entry: string
  /** Of Python: `3.12`. */
  readonly version: string
  /** The Python text of what the thread does: it imports no package, which a thread of the sources would not find. */
  readonly program: string
}

const FILES = `
def greet_in_file():
    with open('/answer', 'wb') as answers:
        greet(answers)


def answer_in_file():
    with open('/request', 'rb') as requests, open('/answer', 'wb') as answers:
        answer_next(requests, answers)
`

const { entry, version, program } = workerData as EmbeddedStart
const python = await openEmbeddedPython(entry, version)

/** Runs a function, and sends the frame that it wrote. */
function send(call: string): void {
  python.run(call)
  const answer = python.files.readFile('/answer')
  parentPort?.postMessage(answer, [answer.buffer])
}

parentPort?.on('message', (request: CompileRequest) => {
  python.files.writeFile('/request', Buffer.concat(encodeRequest(request)))
  send('answer_in_file()')
})
python.run(program + FILES)
send('greet_in_file()')
