import type { Finding } from '@exuvia/model'

/**
 * Joins what several wheels of one distribution hand out alike, such as those of ten platforms with the same
 * METADATA: one finding, at the first of them, that counts the wheels.
 */
export function joinWheels(findings: readonly Finding[]): Finding[] {
  const groups = Map.groupBy(findings, (each, index) => keyOf(each) ?? index)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined || group.length === 1) return group
    const { target: _, targets: __, ...subject } = first.subject
    const files = `${String(first.args['files'])} in each of ${group.length} wheels`
    return [{ ...first, subject, args: { ...first.args, files } }]
  })
}

/** The same for two findings that differ in the wheel alone; undefined for one that counts no files of a wheel. */
function keyOf({ code, severity, subject, args }: Finding): string | undefined {
  const { path = '', distribution, line } = subject
  const place = path.indexOf('!')
  if (place < 0 || typeof args['files'] !== 'string') return undefined
  return JSON.stringify([code, severity, args, distribution, path.slice(place), line])
}
