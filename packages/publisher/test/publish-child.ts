// Publishes in a process of its own, so that a test can kill it or measure it: options come as the first
// message. The time is the parent's simulated one, except for the guards against stalls: only those waits
// have a signal, and they use real time.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type Clock, type PublishOptions, publishRelease } from '../src/index.ts'

type Start = readonly [{ readonly options: PublishOptions; readonly now: number }]
const [{ options, now: start }] = (await once(process, 'message')) as unknown as Start
const waiting = new Map<number, () => void>()
let now = start
let lastId = 0
process.on('message', (told: { readonly id: number; readonly now: number }) => {
  now = told.now
  waiting.get(told.id)?.()
  waiting.delete(told.id)
})

const clock: Clock = {
  now: () => now,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal !== undefined) {
        const timer = setTimeout(resolve, ms)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          reject(new Error('over'))
        })
        return
      }
      lastId += 1
      waiting.set(lastId, resolve)
      process.send?.({ id: lastId, ms })
    }),
}

/**
 * Bytes: the most memory that this process had, resident. On Linux from the kernel's high-water mark of
 * this program: `maxRSS` would have the parent's size as its least, which a child takes with it over exec.
 */
function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return Number(kibibytes) * 1024
}

const published = await publishRelease({ ...options, clock })
process.send?.({ uploaded: published.uploaded.length, peak: peakMemory() })
process.disconnect()
