/**
 * The thread that runs CPython in WebAssembly. It is a separate entry of the build; a bundle
 * needs it in the same folder, as `embedded-worker` with the bundle's extension.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { openEmbeddedPython } from './embedded-python.ts'
import type { CompileRequest } from './frames.ts'
import { WORKER_SCRIPT } from './worker-script.ts'

/** The thread's messages: first that it is ready, then one answer per request. */
export type EmbeddedMessage =
  | { readonly ready: true; readonly magic: number; readonly version: string }
  | { readonly ready: false; readonly kind: number; readonly payload: Uint8Array }

type Respond = (
  filename: string,
  optimize: number,
  source: Uint8Array,
) => { toJs(): [number, Uint8Array<ArrayBuffer>]; destroy(): void }

const GLUE = `
def respond_to_buffer(filename, optimize, source):
    return respond(filename, optimize, source.to_bytes())
`

const { entry } = workerData as { readonly entry: string }
const python = await openEmbeddedPython(entry)
python.runPython(WORKER_SCRIPT + GLUE)
const respond = python.globals.get('respond_to_buffer') as Respond

const send = (message: EmbeddedMessage, transfer: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transfer)

parentPort?.on('message', (request: CompileRequest) => {
  const answer = respond(request.filename, request.optimize, request.source)
  const [kind, payload] = answer.toJs()
  answer.destroy()
  const own = payload.slice()
  send({ ready: false, kind, payload: own }, [own.buffer])
})
send({
  ready: true,
  magic: Number(python.runPython('int.from_bytes(MAGIC_NUMBER[:2], "little")')),
  version: String(python.runPython('sys.version')),
})
