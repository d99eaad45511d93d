import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'

/** Where an annotation stands; every part is optional. */
export interface AnnotationPlace {
  readonly title?: string | undefined
  /** Relative to the repository's root, with `/`. */
  readonly file?: string | undefined
  /** 1-based. */
  readonly line?: number | undefined
  /** 1-based. */
  readonly col?: number | undefined
}

export type AnnotationLevel = 'error' | 'warning' | 'notice'

/**
 * What the runner takes from a step: workflow commands on stdout and files that it
 * names. https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 * (Here rather than from `@actions/core`, which brings an HTTP client into the bundle.)
 */
export interface Runner {
  info(line: string): void
  annotate(level: AnnotationLevel, message: string, place?: AnnotationPlace): void
  /** From here on the runner hides this text in all logs. */
  mask(secret: string): void
  setOutput(name: string, value: string): void
  addSummary(markdown: string): void
}

/** @param write takes a whole line, its end included */
export function openRunner(env: NodeJS.ProcessEnv, write: (line: string) => void): Runner {
  return {
    info: (line) => write(`${harmless(line)}\n`),
    annotate: (level, message, place = {}) => write(`${formatCommand(level, { ...place }, message)}\n`),
    mask: (secret) => {
      // A mask holds for one line.
      for (const line of secret.split(/\r?\n/))
        if (line !== '') write(`${formatCommand('add-mask', {}, line)}\n`)
    },
    setOutput: (name, value) => {
      const delimiter = `end-${randomUUID()}`
      append(env, 'GITHUB_OUTPUT', `${name}<<${delimiter}\n${value}\n${delimiter}\n`)
    },
    addSummary: (markdown) => append(env, 'GITHUB_STEP_SUMMARY', markdown),
  }
}

/** `::error file=src/app.py,line=3::message`, escaped as the runner reads it. */
export function formatCommand(
  name: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined && value !== '')
  const list = given.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',')
  return `::${name}${list === '' ? '' : ` ${list}`}::${escapeData(message)}`
}

/**
 * The runner takes a line that begins with `::`, after any space, and `##[` anywhere, for a
 * command: a zero-width space keeps a file's name from giving it one. Control characters, which
 * move in a log and one of which (U+0085) is space to the runner alone, are shown as what they are not.
 */
function harmless(text: string): string {
  return text
    .replaceAll(CONTROLS, '\ufffd')
    .replaceAll(/^(\s*):(?=:)/gm, '$1:\u200b')
    .replaceAll('##[', '##\u200b[')
}

/** C0 without tab and line feed, DEL, C1. */
// oxlint-disable-next-line no-control-regex -- finding them is what it is for
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function append(env: NodeJS.ProcessEnv, variable: string, text: string): void {
  const file = env[variable]
  // Outside of a runner there is nobody to tell.
  if (file !== undefined && file !== '') appendFileSync(file, text)
}
