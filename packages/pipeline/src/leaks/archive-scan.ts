import type { Scan } from '@exuvia/leaks'
import { openFileScan } from './scan-file.ts'

/** Milliseconds for all files of one archive: a small archive can contain texts that take hours. */
const MAX_TIME = 60_000

/** Scans the files of one archive of any origin. What is left when the time is over is not scanned, and says so. */
export function archiveScan(now: () => number = Date.now): (path: string, size: number) => Scan {
  let spent = 0
  const timed = <T>(work: () => T): T => {
    const before = now()
    try {
      return work()
    } finally {
      spent += now() - before
    }
  }
  return (path, size) => {
    const scan = openFileScan(path, size, [])
    let isWhole = true
    return {
      add(bytes) {
        if (spent > MAX_TIME) isWhole = false
        else timed(() => scan.add(bytes))
      },
      end() {
        const facts = timed(() => scan.end())
        if (isWhole) return facts
        return { ...facts, unread: `the archive takes more than ${MAX_TIME / 1000} seconds` }
      },
    }
  }
}
