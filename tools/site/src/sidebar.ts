import { anchorOf } from './links.ts'

/** An entry of a sidebar: a page, or a group of pages. */
export interface Item {
  readonly text: string
  readonly link?: string
  readonly items?: Item[]
}

/** The guide, by what a reader wants to do. */
export const GUIDE: Item[] = [
  group('Start', [
    ['Start in five minutes', '/start'],
    ['What you received', '/received'],
    ['What may ship', '/may-ship'],
  ]),
  group('Make a release', [
    ['Commands', '/commands'],
    ['Configuration', '/configuration'],
    ['Projects and wheels', '/projects'],
    ['Compilers', '/toolchains'],
    ['Policy', '/policy'],
    ['Trial', '/trial'],
    ['Upgrading', '/upgrading'],
  ]),
  group('Publish', [
    ['Publishing', '/publishing'],
    ['Several machines', '/several-machines'],
    ['The GitHub Action', '/action'],
    ['Provenance', '/provenance'],
  ]),
  group('For recipients', [
    ['Launchers', '/launchers'],
    ['Manifest', '/manifest'],
    ['Tarballs', '/tarballs'],
    ['Notices and SBOM', '/notices'],
    ['macOS', '/macos'],
  ]),
  group('How it works', [
    ['Bytecode', '/bytecode'],
    ['Compared', '/compared'],
    ['Design', '/design'],
    ['How we write', '/style'],
    ['Contributing', '/contributing'],
    ['Security', '/security'],
    ['Code of conduct', '/code-of-conduct'],
  ]),
]

/** What programs read: options, schemas, codes, exports. */
export function reference(
  schemas: readonly string[],
  packages: readonly string[],
  libraries: readonly string[],
): Item[] {
  return [
    group('Reference', [
      ['All options', '/options'],
      ['Messages', '/messages/'],
    ]),
    group(
      'JSON schemas',
      schemas.map((name) => [name, `/schemas/${name}`]),
    ),
    group(
      'API',
      libraries.map((name) => [`@exuvia/${name}`, `/api/${name}`]),
    ),
    group(
      'Packages',
      packages.map((name) => [name, `/packages/${name}`]),
    ),
  ]
}

/**
 * The areas of the messages. A list of all codes in each of their pages would be forty megabytes.
 * @param index the text of docs/messages/README.md
 */
export function messages(index: string): Item[] {
  const areas = [...index.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title)
  return [
    { text: 'All messages', link: '/messages/' },
    group(
      'By area',
      areas.map((title) => [title, `/messages/#${anchorOf(title)}`]),
    ),
  ]
}

function group(text: string, pages: readonly (readonly [string, string])[]): Item {
  return { text, items: pages.map(([name, link]) => ({ text: name, link })) }
}
