/** `owner/name@tag`, or the address of a release's page. */
const RELEASE = /^(?:https:\/\/[^/]+\/)?([\w.-]+\/[\w.-]+)(?:@|\/releases\/tag\/)(.+)$/

/** Reads the name of a release on GitHub; undefined for other texts. An existing file takes precedence. */
export function releaseNamed(
  text: string,
): { readonly repository: string; readonly tag: string } | undefined {
  const [, repository, tag] = RELEASE.exec(text) ?? []
  return repository === undefined || tag === undefined ? undefined : { repository, tag: decodeTag(tag) }
}

/** Decodes a tag from an address; keeps a tag with a bare `%` unchanged. */
function decodeTag(tag: string): string {
  try {
    return decodeURIComponent(tag)
  } catch {
    return tag
  }
}
