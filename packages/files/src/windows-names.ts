import { usageError } from '@exuvia/model'

/** Names of devices, with any suffix (Microsoft's "Naming files, paths, and namespaces"). */
const DEVICE = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(?:[. ]|$)/i

/** Finds the part of a path that Windows does not accept as a file name: a device, a stream (`a:b`) or an altered name. */
export function notOnWindows(path: string): string | undefined {
  return path.split('/').find((part) => /[<>:"|?*\p{Cc}]|[. ]$/u.test(part) || DEVICE.test(part))
}

/**
 * Refuses, only on Windows, a path that cannot be written there under its name.
 * @throws usage error `name-not-on-windows`
 */
export function refuseUnportable(path: string, platform: NodeJS.Platform = process.platform): void {
  const bad = platform === 'win32' ? notOnWindows(path) : undefined
  if (bad === undefined) return
  throw usageError('name-not-on-windows', { path, part: bad })
}
