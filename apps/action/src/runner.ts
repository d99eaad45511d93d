import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'

/** The place of an annotation; every part is optional. */
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
 * The runner's interface for a step: workflow commands on stdout, and files that it names.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 * (Not from `@actions/core`, which would add an HTTP client to the bundle.)
 */
export interface Runner {
  info(line: string): void
  annotate(level: AnnotationLevel, message: string, place?: AnnotationPlace): void
  /** Makes the runner hide this text in all later logs. */
  mask(secret: string): void
  setOutput(name: string, value: string): void
  addSummary(markdown: string): void
}

/** @param write receives a whole line with its line end */
export function openRunner(env: NodeJS.ProcessEnv, write: (line: string) => void): Runner {
  return {
    info: (line) => write(`${harmless(line)}\n`),
    annotate: (level, message, place = {}) => write(`${formatCommand(level, { ...place }, message)}\n`),
    mask: (secret) => {
      // A mask covers a single line.
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

/** Formats `::error file=src/app.py,line=3::message`, escaped for the runner. */
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
 * The runner reads a line that starts with `::` (after spaces), or contains `##[`, as a command.
 * A zero-width space prevents a file name from becoming one. Control characters are replaced:
 * they move the cursor in a log, and the runner alone reads one of them (U+0085) as a space.
 */
function harmless(text: string): string {
  return text
    .replaceAll(CONTROLS, '\ufffd')
    .split('\n')
    .map(withoutCommand)
    .join('\n')
    .replaceAll('##[', '##\u200b[')
}

/** A line that the runner does not take for a command: a command begins with `::`. */
function withoutCommand(line: string): string {
  const rest = line.trimStart()
  return rest.startsWith('::') ? `${line.slice(0, line.length - rest.length)}:\u200b${rest.slice(1)}` : line
}

/** C0 without tab and line feed, DEL, C1. */
// oxlint-disable-next-line no-control-regex -- it must match control characters
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function append(env: NodeJS.ProcessEnv, variable: string, text: string): void {
  const file = env[variable]
  // Without a runner there is no file to write to.
  if (file !== undefined && file !== '') appendFileSync(file, text)
}
