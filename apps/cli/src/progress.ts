import type { ProgressEvent, StageName } from '@exuvia/pipeline'
import yoctoSpinner from 'yocto-spinner'
import { stderr } from './streams.ts'
import { formatFinding, paint, safeLine, say } from './terminal.ts'

const WORDS: Record<StageName, string> = {
  read: 'Reading',
  download: 'Downloading',
  check: 'Checking the policy',
  plan: 'Planning',
  compile: 'Compiling',
  pack: 'Packing',
  try: 'Trying',
  report: 'Writing the report',
  manifest: 'Writing the manifest',
  merge: 'Merging',
  preflight: 'Checking the repository',
  publish: 'Publishing',
  verify: 'Verifying',
}

export interface Progress {
  readonly show: (event: ProgressEvent) => void
  /** Clears the line and ignores later events. */
  readonly end: () => void
}

/**
 * Shows progress on stderr: one changing line on a terminal, one line per finished stage
 * elsewhere (CI logs). Prints findings as they arrive.
 */
export function createProgress(options: { readonly quiet: boolean; readonly json: boolean }): Progress {
  const terminal = stderr.isTTY && !options.quiet && !options.json
  const spinner = terminal ? yoctoSpinner({ stream: stderr }) : undefined
  let ended = false
  let last = ''
  const line = (text: string): void => {
    spinner?.stop()
    say(text)
    spinner?.start()
  }
  return {
    show(event) {
      if (ended) return
      if (event.kind === 'finding') {
        if (!options.json && (!options.quiet || event.finding.severity === 'error'))
          line(formatFinding(event.finding))
        return
      }
      const counted = event.kind === 'count'
      const text = counted
        ? `${WORDS[event.stage]} ${event.done}/${event.total}  ${safeLine(event.label)}`
        : `${WORDS[event.stage]}  ${safeLine(event.detail)}`
      if (spinner === undefined) {
        // Without a terminal, print only finished stages and the reasons for delays.
        const isNews = counted ? event.done === event.total : event.isDelay === true
        if (isNews && text !== last && !options.quiet && !options.json) say(text)
        last = text
        return
      }
      spinner.text = paint('dim', text)
      if (!spinner.isSpinning) spinner.start()
    },
    end() {
      ended = true
      spinner?.stop()
    },
  }
}
