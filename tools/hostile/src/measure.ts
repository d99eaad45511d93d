// Loaded into a child with --import: writes what the whole process used, its threads included, when it ends.
import { readFileSync, writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

/** Linux counts the time of ended children in clock ticks; there are 100 a second on every machine that Node runs on. */
const TICKS = 100

const target = process.env['EXUVIA_MEASURE']
if (isMainThread && target !== undefined) {
  delete process.env['EXUVIA_MEASURE']
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage()
    // A new program inherits the `maxRSS` of the one that started it.
    const peak = /^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    const children = (Number(fields[13]) + Number(fields[14])) / TICKS
    const cpu = (userCPUTime + systemCPUTime) / 1e6 + children
    writeFileSync(target, JSON.stringify({ cpu, megabytes: Number(peak) / 1000 }))
  })
}
