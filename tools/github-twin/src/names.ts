/**
 * The name GitHub gives an asset: a run of characters outside `[A-Za-z0-9._+@-]`
 * becomes one `.`, and leading and trailing periods are removed.
 */
export function rewriteAssetName(name: string): string {
  const safe = name.replaceAll(/[^A-Za-z0-9._+@-]+/g, '.').replaceAll(/^\.+|\.+$/g, '')
  return safe === '' ? 'default' : safe
}

/** Whether git accepts `refs/tags/<name>` (git-check-ref-format). */
export function isTagName(name: string): boolean {
  if (name === '' || name === '@' || name.endsWith('.') || name.endsWith('/') || name.startsWith('-'))
    return false
  // oxlint-disable-next-line no-control-regex -- git forbids control characters by name
  if (/[\u0000-\u0020\u007F~^:?*[\\]|\.\.|@\{|\/\//.test(name)) return false
  return name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
}
