import type { OpenInner } from '@exuvia/files'
import type { Scan } from '@exuvia/leaks'
import {
  type InnerLeaks,
  type LeakFacts,
  type LeaksInside,
  type NestedContent,
  NO_LEAKS,
} from '@exuvia/model'
import { isForgottenPath } from '@exuvia/policy'

/** Files with leaks that are listed of one archive inside a file. */
const MOST_FILES = 1000

/** A scan of the files in an archive that is inside another file. */
export interface InsideScan {
  readonly open: OpenInner
  /** The facts of the archive itself, with those of what is inside. @param inside what was read; undefined for no archive */
  readonly join: (facts: LeakFacts, inside: NestedContent | undefined) => LeakFacts
}

/** Scans what is packed in a file. @param scanOf opens the scan of a file by its path and its size */
export function scanInside(scanOf: (path: string, size: number) => Scan): InsideScan {
  const files: InnerLeaks[] = []
  let isCut = false
  return {
    open(path, given) {
      const scan = scanOf(path, given ?? Number.POSITIVE_INFINITY)
      let size = 0
      return {
        add(piece) {
          size += piece.length
          scan.add(piece)
        },
        end() {
          const leaks = scan.end()
          if (leaks === NO_LEAKS && !isForgottenPath(path.replaceAll('!', '/'))) return
          if (files.length < MOST_FILES) files.push({ path, size, leaks })
          else isCut = true
        },
      }
    },
    join(facts, nested) {
      if (nested === undefined) return facts
      const unread = nested.unread ?? (isCut ? `more than ${MOST_FILES} files in it have leaks` : undefined)
      const inside: LeaksInside = { files, ...(unread === undefined ? {} : { unread }) }
      // An archive that is not compressed shows the same twice.
      const secrets = new Set(files.flatMap(({ leaks }) => leaks.secrets.map((each) => each.fingerprint)))
      const places = new Set(files.flatMap(({ leaks }) => leaks.places.map((each) => each.text)))
      return {
        ...facts,
        secrets: facts.secrets.filter(({ fingerprint }) => !secrets.has(fingerprint)),
        places: facts.places.filter(({ text }) => !places.has(text)),
        inside,
      }
    },
  }
}
