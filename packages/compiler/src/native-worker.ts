import { type ExuviaError, messageOf, outsideError } from '@exuvia/model'
import {
  READY,
  isLast,
  type CompileRequest,
  decodeAnswer,
  encodeRequest,
  frameReader,
  readGreeting,
} from './frames.ts'
import { startInterpreter } from './interpreter-process.ts'
import type { Toolchain } from './toolchain.ts'
import { type WorkerProgram, programText } from './worker-program.ts'
import { type CompileWorker, waitingLine } from './worker.ts'

const STDERR_KEPT = 2000

/**
 * Starts an interpreter that compiles. It exits when its stdin closes, so a killed parent
 * leaves no process behind.
 * @param optimizeFlag the level for interpreters that only know it as `-O` and `-OO` (2.7)
 * @param program what it does with each source
 */
export function startNativeWorker(
  toolchain: Toolchain,
  env: NodeJS.ProcessEnv,
  optimizeFlag: 0 | 1 | 2,
  program: WorkerProgram = 'compile',
): CompileWorker {
  const optimizeFlags = optimizeFlag === 0 ? [] : [optimizeFlag === 1 ? '-O' : '-OO']
  const child = startInterpreter(toolchain.entry, `${programText(program)}\nserve()\n`, {
    env,
    flags: [...optimizeFlags, '-W', 'ignore'],
  })
  let ready = false
  let ended = false
  let stderr = ''
  const line = waitingLine(program, (reason) => end(reason, true))

  const retire = (): void => {
    ended = true
    child.kill('SIGKILL')
    line.release()
  }
  const end = (reason: string, isFinal = false): void => {
    if (ended) return
    ended = true
    child.kill('SIGKILL')
    line.reject(ready ? reason : startFailure(toolchain, reason, stderr), isFinal)
  }

  const readFrames = frameReader()
  child.stdout.on('data', (chunk: Buffer) => {
    try {
      for (const frame of readFrames(chunk)) {
        if (ended) return
        if (frame.kind !== READY) {
          line.answer(decodeAnswer(frame))
          if (isLast(frame)) retire()
          continue
        }
        const { magic } = readGreeting(frame)
        if (magic === toolchain.magic) ready = true
        else end(`it now writes bytecode ${magic}, not ${toolchain.magic}`)
      }
    } catch (error) {
      end(`it sent what is no answer: ${messageOf(error)}`)
    }
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT)
  })
  // A worker that has exited emits 'close', which rejects the unsent requests.
  child.stdin.on('error', () => {})
  child.on('error', (error) => end(error.message))
  child.on('close', (status, signal) => end(signal === null ? `exit status ${status}` : signal))

  return {
    get waiting() {
      return line.size
    },
    get ended() {
      return ended
    },
    compile(request: CompileRequest) {
      const answer = line.add()
      for (const part of encodeRequest(request)) child.stdin.write(part)
      return answer
    },
    kill: () => end('stopped'),
  }
}

function startFailure(toolchain: Toolchain, reason: string, stderr: string): ExuviaError {
  const lastLine = stderr.trim().split('\n').at(-1) ?? ''
  return outsideError('toolchain-failed', {
    compiler: toolchain.entry,
    reason: lastLine === '' ? reason : `${reason} (${lastLine.trim()})`,
    command: '',
  })
}
