/** Normalises a name as PEP 503 compares them: lower case, runs of `-_.` as one `-`. */
export function normalizeName(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase()
}

/** Escapes a name for file names of wheels and `.dist-info` folders (binary distribution format, PEP 625). */
export function escapeName(name: string): string {
  return normalizeName(name).replaceAll('-', '_')
}

/** Formats `tide_mark-1.2.0`, which begins file names of wheels, sdists and `.dist-info` (binary distribution format, PEP 625). */
export function distributionStem(name: string, version: string): string {
  return `${escapeName(name)}-${version}`
}

/** Whether text is a distribution name (core metadata, "Name"). */
export function isName(name: string): boolean {
  return name.length <= 200 && /^([a-z0-9]|[a-z0-9][a-z0-9._-]*[a-z0-9])$/i.test(name)
}
