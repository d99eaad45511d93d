import type { Finding } from '@exuvia/model'
import { normalizeName, parseWheelFilename } from '@exuvia/packaging'
import { type Program, WAYS, type Way } from './program.ts'

/** An error of `check` about how bytecode runs. */
export interface BreakError {
  /** The distribution with its version, as a program pins it: `ply==3.11`. */
  readonly pin: string
  readonly way: Way
  /** `ply/cpp.py:33` */
  readonly place: string
  readonly what: string
}

/** The pin of a wheel, by its file name. */
export function pinOf(wheel: string): string {
  const { normalizedName, version } = parseWheelFilename(wheel)
  return `${normalizedName}==${version}`
}

/** The errors among the findings about a distribution. */
export function breakErrors(findings: readonly Finding[], pin: string): BreakError[] {
  return findings.flatMap(({ severity, subject, args }) => {
    const way = WAYS.find((each) => each === args['way'])
    if (severity !== 'error' || way === undefined) return []
    const place = `${subject.path ?? ''}:${subject.line ?? ''}`
    return [{ pin, way, place, what: String(args['what']) }]
  })
}

/** Whether nothing was examined, so that no finding says nothing. */
export function isUnexamined(findings: readonly Finding[]): boolean {
  return findings.some(({ code, subject }) => code === 'sources-not-examined' && subject.path === undefined)
}

/** The program whose run shows that an error is true. */
export function confirming(error: BreakError, programs: readonly Program[]): Program | undefined {
  return programs.find(
    ({ pin, breaks, confirms }) =>
      normalizedPin(pin) === error.pin && breaks.includes(error.way) && confirms.includes(error.place),
  )
}

function normalizedPin(pin: string): string {
  const [name = '', version = ''] = pin.split('==')
  return `${normalizeName(name)}==${version}`
}
