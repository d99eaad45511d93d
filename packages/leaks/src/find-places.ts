import type { FoundPlace, PlaceKind } from '@exuvia/model'
import { buildPlaces, cutPath } from '@exuvia/packaging'

/** A trace of a machine, with its place in a text instead of a line. */
export type PlacedTrace = Omit<FoundPlace, 'line'> & { readonly index: number }

/** What names the machine that checks: literal texts, each long enough to be no word. */
export type OwnNames = readonly string[]

/** Without one of these a text names no folder of `buildPlaces`. */
export const PLACE_ANCHORS =
  /\/(?:home|Users|root|builds|__w|github|codebuild|opt\/atlassian|workspaces|var\/(?:lib\/jenkins|jenkins|folders))\/|[A-Za-z]:[\\/]+(?:[Uu][Ss][Ee]|Documents|a[\\/])|\\wsl/

/** Folders that build services, containers and documentation have: none names a person. */
const SERVICE =
  // linear: it is asked about paths of at most 300 characters
  /^(?:\/root\/|(?:[A-Za-z]:)?[\\/]+(?:home|[Uu]sers|Documents and Settings)[\\/]+(?:runner(?:admin)?|docs|hadoop|airflow|spark|dask|notebook|jupyter|python|tests?|default|x{2,9}|to|vsts|vsts_azpcontainer|circleci|travis|appveyor|builder|build|buildbot|buildkite|conda|jenkins|root|worker|gitlab-runner|ubuntu|vagrant|docker|app|appuser|user(?:name)?|usr|me|you|your\w*|my\w*|foo|bar|example|name|someone|somebody|jovyan|ContainerAdministrator|[Pp]ublic|Shared|All Users|Default(?: User)?|LocalService|NetworkService|<\w+>|\$\w+|\{\w+\}|\.\.\.|[\w-]*(?:[uU]ser|USER)[\w-]*|[\w-]*name)[\\/]|\/(?:builds|__w|github|codebuild|opt|workspaces|var|private)\/|[A-Za-z]:[\\/]+a[\\/])/

/** Top-level domains and addresses that only a private network has (RFC 1918, RFC 6762, RFC 8375). */
const INTERNAL_HOST =
  // linear: a host has at most 200 characters
  /^(?:10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+|[\w.-]{1,200}\.(?:local|internal|intranet|intra|corp|lan|home\.arpa|localdomain|private))$/i

const URL =
  /\bhttps?:\/\/(?:[^\s/@"'<>]{1,200}@)?(?<host>[A-Za-z0-9.-]{1,200})(?::\d{1,5})?(?:\/[^\s"'<>)\]]{0,200})?/g

const FILE_URL = /\bfile:\/\/(?:localhost)?\/[^\s"'<>,)\]]{1,250}/g

/** What is looked for in a text. */
export interface PlaceSearch {
  readonly own: OwnNames
  /** Whether the text describes a distribution or its installation: only there an address is one of an index. */
  readonly isMetadata: boolean
}

/** Finds traces of the machine where a text was made. */
export function* findPlaces(text: string, { own, isMetadata }: PlaceSearch): Generator<PlacedTrace> {
  if (PLACE_ANCHORS.test(text))
    for (const { path, index } of buildPlaces(text)) {
      // In binary data a path ends at a NUL.
      const end = path.indexOf('\0')
      const shown = cutPath(end === -1 ? path : path.slice(0, end))
      yield { kind: SERVICE.test(shown) ? 'service' : 'home', text: shown, index }
    }
  for (const name of own) {
    const index = text.indexOf(name)
    if (index !== -1) yield { kind: 'own', text: cutPath(wordAt(text, index, name)), index }
  }
  if (!isMetadata || !text.includes('://')) return
  for (const found of text.matchAll(FILE_URL)) {
    const path = found[0].replace(/^file:\/\/(?:localhost)?/, '')
    const isExample = SERVICE.test(path) || /\/path\/to\b/i.test(path)
    if (!isExample) yield trace('file-url', found[0], found.index)
  }
  for (const found of text.matchAll(URL)) {
    const host = found.groups?.['host'] ?? ''
    if (INTERNAL_HOST.test(host)) yield trace('internal', found[0], found.index)
  }
}

function trace(kind: PlaceKind, text: string, index: number): PlacedTrace {
  return { kind, text: cutPath(withoutCredentials(text)), index }
}

/** An address without user and password. */
function withoutCredentials(address: string): string {
  return address.replace(/:\/\/[^/@]*@/, '://')
}

/** The name with what follows it up to the end of a path. */
function wordAt(text: string, index: number, name: string): string {
  return (
    name +
    (/^[^\s"'`<>|*?\0]{0,300}/.exec(text.slice(index + name.length, index + name.length + 300))?.[0] ?? '')
  )
}
