import { Buffer } from 'node:buffer'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { messageOf, outsideError } from '@exuvia/model'
import { pythonTag, runtimeVersion } from '@exuvia/packaging'
import type { EmbeddedStart } from './embedded-worker.ts'
import { READY, decodeAnswer, frameReader, isLast, readGreeting } from './frames.ts'
import type { Toolchain } from './toolchain.ts'
import { type WorkerProgram, programText } from './worker-program.ts'
import { type CompileWorker, waitingLine } from './worker.ts'

/**
 * WebAssembly uses the thread's stack. Node's 4 MB are too small for sources that a native
 * interpreter compiles; the system provides only the memory in use.
 */
const STACK_MB = 64

/** Starts CPython in WebAssembly in a thread. */
export function startEmbeddedWorker(toolchain: Toolchain, program: WorkerProgram = 'compile'): CompileWorker {
  // Beside this file, in the TypeScript sources as well as in the build.
  const file = new URL(`./embedded-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url)
  const thread = new Worker(file, {
    workerData: {
      entry: toolchain.entry,
      version: runtimeVersion(pythonTag(toolchain.runtime)),
      program: programText(program),
    } satisfies EmbeddedStart,
    env: {},
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { stackSizeMb: STACK_MB },
  })
  let ready = false
  let ended = false
  let lastError = ''
  let isTooDeep = false
  const line = waitingLine(program, (reason) => end(reason, true))

  const retire = (): void => {
    ended = true
    void thread.terminate()
    line.release()
  }
  const end = (reason: string, isFinal = false): void => {
    if (ended) return
    ended = true
    void thread.terminate()
    line.reject(
      ready
        ? reason
        : outsideError('toolchain-failed', {
            compiler: toolchain.location,
            reason,
            command: `: npm install --save-dev ${toolchain.location}`,
          }),
      isFinal,
    )
  }

  const readFrames = frameReader()
  thread.on('message', (chunk: Uint8Array<ArrayBuffer>) => {
    for (const frame of readFrames(Buffer.from(chunk.buffer))) {
      if (frame.kind !== READY) {
        line.answer(decodeAnswer(frame))
        if (isLast(frame)) retire()
        continue
      }
      const { magic, version } = readGreeting(frame)
      if (magic === toolchain.magic && version.startsWith(toolchain.version)) ready = true
      else end(`it is CPython ${version}, and says that it is ${toolchain.version}`)
    }
  })
  thread.on('error', (error) => {
    lastError = messageOf(error)
    // V8's error for a stack that is full.
    isTooDeep = error instanceof RangeError
  })
  thread.on('exit', (status) => end(lastError === '' ? `exit status ${status}` : lastError, isTooDeep))
  thread.stdout.resume()
  thread.stderr.resume()

  return {
    get waiting() {
      return line.size
    },
    get ended() {
      return ended
    },
    compile(request) {
      const answer = line.add()
      thread.postMessage(request, [])
      return answer
    },
    kill: () => end('stopped'),
  }
}
