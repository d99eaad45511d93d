import { relative } from 'node:path'
import { type LockedPackage, publicAddress } from './lock.ts'

/** Says where a package without a wheel comes from, and the command that builds its wheel. */
export function describeSource(
  item: LockedPackage,
  root: string,
): { readonly source: string; readonly command: string } {
  const { source } = item
  switch (source.kind) {
    case 'git': {
      // uv writes the commit behind #, pylock.toml and pip behind @.
      const [address = '', commit] = source.url.replace(/^git\+/, '').split('#')
      const url = commit === undefined ? publicAddress(address) : `${publicAddress(address)}@${commit}`
      return { source: `git (${url})`, command: build(`"${item.name} @ git+${url}"`) }
    }
    case 'folder': {
      const path = root === '' ? source.path : relative(root, source.path) || '.'
      return { source: `the folder ${path}`, command: build(path) }
    }
    case 'path': {
      const path = root === '' ? source.path : relative(root, source.path)
      return { source: `the file ${path}`, command: build(path) }
    }
    case 'url': {
      const url = publicAddress(source.url)
      return { source: `a source archive (${url})`, command: build(`"${item.name} @ ${url}"`) }
    }
    default: {
      const what = `${item.name}==${item.version ?? ''}`
      const only =
        item.sdist === undefined ? 'no file at all' : `the source distribution ${item.sdist.filename}`
      return { source: only, command: build(what) }
    }
  }
}

function build(what: string): string {
  return `python3 -m pip wheel --no-deps --wheel-dir wheels ${what}`
}
