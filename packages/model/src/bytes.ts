/**
 * Formats a size for people, in SI units (1 kB is 1000 bytes, as on download pages), with one
 * decimal from kB on: `999 B`, `1.0 kB`, `12.3 MB`.
 */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let value = Math.abs(bytes)
  let unit = 0
  // Show 1000.0 of a unit as 1.0 of the next.
  while (unit < units.length - 1 && value >= (unit === 0 ? 1000 : 999.95)) {
    value /= 1000
    unit += 1
  }
  const sign = bytes < 0 ? '-' : ''
  return `${sign}${unit === 0 ? String(value) : value.toFixed(1)} ${units[unit]}`
}
