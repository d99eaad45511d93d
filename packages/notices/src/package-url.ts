import { normalizeName } from '@exuvia/packaging'

/**
 * The package URL of a wheel: `pkg:pypi/gull@2.1?file_name=gull-2.1-py3-none-any.whl`
 * (https://github.com/package-url/purl-spec, type pypi).
 */
export function wheelUrl(name: string, version: string, wheel: string): string {
  return `pkg:pypi/${encode(normalizeName(name))}@${encode(version)}?file_name=${encode(wheel)}`
}

/** Letters, digits and `.-_~` stay. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
