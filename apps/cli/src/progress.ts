import type { ProgressEvent, StageName } from '@exuvia/pipeline'
import yoctoSpinner from 'yocto-spinner'
import { stderr } from './streams.ts'
import { FindingPrinter } from './finding-printer.ts'
import { beforeOutput, paint, safeLine, say } from './terminal.ts'

const WORDS: Record<StageName, string> = {
  read: 'Reading',
  download: 'Downloading',
  check: 'Checking the policy',
  plan: 'Planning',
  compile: 'Compiling',
  pack: 'Packing',
  try: 'Trying',
  measure: 'Measuring',
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
  const printer = new FindingPrinter(line, 'exuvia check --json')
  const rate = createRate()
  beforeOutput(() => {
    printer.flush()
    spinner?.stop()
  })
  return {
    show(event) {
      if (ended) return
      if (event.kind === 'finding') {
        if (!options.json && (!options.quiet || event.finding.severity === 'error'))
          printer.add(event.finding)
        return
      }
      // The findings say what is over its limit.
      if (event.kind === 'budget') return
      printer.flush()
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
      spinner.text = paint('dim', cut(counted ? `${text}${rate(event)}` : text))
      if (!spinner.isSpinning) spinner.start()
    },
    end() {
      ended = true
      printer.end()
      spinner?.stop()
    },
  }
}

/** What a build does after a stage, for the line that people watch. */
const NEXT: Partial<Record<StageName, StageName>> = {
  download: 'check',
  compile: 'pack',
  pack: 'try',
  try: 'manifest',
}

/** Tells how fast a stage goes, once a second of it has passed, and what comes next. */
function createRate(): (event: ProgressEvent & { readonly kind: 'count' }) => string {
  let stage: StageName | undefined
  let since = 0
  let before = 0
  return (event) => {
    const now = performance.now()
    if (event.stage !== stage) {
      stage = event.stage
      since = now
      before = event.done
    }
    const seconds = (now - since) / 1000
    const speed = seconds < 1 ? 0 : Math.round((event.done - before) / seconds)
    const next = NEXT[event.stage]
    return [
      ...(speed > 0 ? [`  ${speed}/s`] : []),
      ...(next === undefined ? [] : [`  next: ${WORDS[next].toLowerCase()}`]),
    ].join('')
  }
}

/** The part of a line that the terminal shows beside the spinner: a longer one would become two. */
function cut(text: string): string {
  const room = (stderr.columns || 80) - 3
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`
}
