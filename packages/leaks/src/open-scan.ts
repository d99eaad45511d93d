import { StringDecoder } from 'node:string_decoder'
import { type ContentSign, type FoundPlace, type FoundSecret, type LeakFacts, NO_LEAKS } from '@exuvia/model'
import { type ScanAllowance, TOO_MUCH, takeSecret, takeText } from './allowance.ts'
import { type OwnNames, findPlaces } from './find-places.ts'
import { type PlacedSecret, findEncoded, findSecrets } from './find-secrets.ts'
import { signsOfStart, signsOfText } from './find-signs.ts'

/** Characters that are scanned at once; every pattern takes bounded time for each. */
const WINDOW = 512 * 1024
/** Characters of a window that the next one has again: longer than any secret. */
const OVERLAP = 12 * 1024
const MOST_SECRETS = 100
const MOST_PLACES = 20

/** Between two literals that Python joins: `"ab" "cd"`, also on several lines. */
// linear: what is between the quotes is bounded
const BETWEEN_LITERALS = /(["'])\s[\s\\]{0,200}[fFrRbBuU]{0,2}\1/g

function joinLiterals(python: string): string {
  return python.replaceAll(BETWEEN_LITERALS, '')
}

/** The code in a notebook's JSON, as a text of Python: its cells are lists of lines (nbformat 4, `multiline_string`). */
function cellsOf(json: string): string {
  // linear: what is between the strings is bounded
  return json.replaceAll(/\\n"\s{0,20},\s{0,200}"/g, '\n').replaceAll('\\"', '"')
}

/** What decides how a file is scanned, besides its bytes. */
export interface ScanOptions {
  /** Its path in the release or archive. */
  readonly path: string
  /** Literal texts that name the machine that checks: the project's folder, the home folder, the host. */
  readonly own?: OwnNames
  /** What this and other scans may still take together. Without it everything is searched. */
  readonly allowance?: ScanAllowance
}

/** A scan of one file, piece by piece; it keeps at most about 1 MB. */
export interface Scan {
  readonly add: (bytes: Uint8Array) => void
  readonly end: () => LeakFacts
}

/** Whether a file describes a distribution, an installation or where packages come from. */
function isMetadataPath(path: string): boolean {
  // linear: each attempt begins at a slash, and names are bounded
  return /\.(?:dist-info|egg-info)\/[^/]+$|(?:^|\/)(?:direct_url\.json|pip\.(?:conf|ini)|PKG-INFO|Pipfile(?:\.lock)?|(?:poetry|uv|pdm)\.lock|pylock[\w.]{0,60}\.toml|[\w.-]{0,60}requirements[\w.-]{0,60}\.(?:txt|in)|\.pypirc|\.npmrc|EXUVIA\.json)$/.test(
    path,
  )
}

/** Scans the bytes of one file for what must not leave. Text of any encoding that extends ASCII, UTF-16, and binary data. */
export function openScan({ path, own = [], allowance }: ScanOptions): Scan {
  const secrets = new Map<string, FoundSecret>()
  const places = new Map<string, FoundPlace>()
  const signs = new Set<ContentSign>()
  const isPython = /\.pyw?i?$/i.test(path)
  const isNotebook = /\.ipynb$/i.test(path)
  const isMetadata = isMetadataPath(path)
  let rest = ''
  let lines = 0
  let isFirst = true
  let isBinary = false
  let isWhole = true
  let decoder: StringDecoder | undefined

  const take = (): boolean => {
    if (allowance !== undefined && !takeSecret(allowance)) isWhole = false
    return isWhole
  }

  const scanWindow = (text: string, isLast: boolean): void => {
    if (allowance !== undefined && !takeText(allowance, text)) {
      isWhole = false
      isFirst = false
      return
    }
    if (isFirst) {
      isBinary = text.includes('\0')
      for (const sign of signsOfStart(text, path)) signs.add(sign)
    }
    for (const sign of signsOfText(text, path)) signs.add(sign)
    const lineAt = lineCounter(text, lines)
    const line = (index: number): { readonly line?: number } => (isBinary ? {} : { line: lineAt(index) })
    const isJson = isFirst && isLast && /\.json$/i.test(path)
    const isCommentAt = commentFinder(text)
    const takeDecoded = (decoded: string): boolean => {
      if (allowance !== undefined && !takeText(allowance, decoded)) isWhole = false
      return isWhole
    }
    const all = (searched: string, json: boolean): PlacedSecret[] => [
      ...findSecrets(searched, json, take),
      ...findEncoded(searched, take, takeDecoded),
    ]
    for (const { index, ...secret } of all(text, isJson).toSorted((a, b) => a.index - b.index)) {
      const comment = isPython && isCommentAt(index)
      const known = secrets.get(secret.fingerprint)
      // Of a secret that stands in a comment and in code, the code counts.
      if (known !== undefined && (known.isComment !== true || comment)) continue
      if (known === undefined && secrets.size >= MOST_SECRETS) continue
      secrets.set(secret.fingerprint, { ...secret, ...line(index), ...(comment ? { isComment: true } : {}) })
    }
    const joined = isPython || isNotebook ? joinLiterals(isNotebook ? cellsOf(text) : text) : text
    for (const { index: _index, ...secret } of joined === text ? [] : all(joined, false))
      if (!secrets.has(secret.fingerprint) && secrets.size < MOST_SECRETS)
        secrets.set(secret.fingerprint, secret)
    for (const { index, ...place } of findPlaces(text, { own, isMetadata })) {
      const key = `${place.kind} ${place.text}`
      if (places.size < MOST_PLACES && !places.has(key)) places.set(key, { ...place, ...line(index) })
    }
    isFirst = false
  }

  return {
    add(bytes) {
      const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      // Latin-1 keeps each byte, and all that is looked for is ASCII.
      decoder ??= new StringDecoder(piece[0] === 0xff && piece[1] === 0xfe ? 'utf16le' : 'latin1')
      rest += decoder.write(piece)
      while (rest.length >= WINDOW) {
        const window = rest.slice(0, WINDOW)
        scanWindow(window, false)
        const kept = WINDOW - OVERLAP
        lines += countLines(window.slice(0, kept))
        rest = rest.slice(kept)
      }
    },
    end() {
      if (rest !== '' || isFirst) scanWindow(rest, true)
      if (isWhole && secrets.size === 0 && places.size === 0 && signs.size === 0) return NO_LEAKS
      return {
        ...(isWhole ? {} : { unread: TOO_MUCH }),
        secrets: [...secrets.values()],
        places: [...places.values()],
        signs: [...signs].sort(),
      }
    },
  }
}

/** Scans a text at once. */
export function scanText(text: string, options: ScanOptions): LeakFacts {
  const scan = openScan(options)
  scan.add(Buffer.from(text, 'utf8'))
  return scan.end()
}

/** Returns the line of an index; counts only where somebody asks, and for rising indices each character once. */
function lineCounter(text: string, before: number): (index: number) => number {
  let at = 0
  let line = before + 1
  return (index) => {
    if (index < at) [at, line] = [0, before + 1]
    line += countLines(text.slice(at, index))
    at = index
    return line
  }
}

function countLines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

/** Returns whether the line of an index begins with `#`, for rising indices; looks at each line once. */
function commentFinder(text: string): (index: number) => boolean {
  let end = -1
  let hash = -1
  return (index) => {
    if (index > end) {
      const start = text.lastIndexOf('\n', index - 1) + 1
      end = text.indexOf('\n', index)
      if (end === -1) end = text.length
      let first = start
      while (first < index && ' \t\f\r'.includes(text[first] ?? '')) first += 1
      hash = text[first] === '#' ? first : -1
    }
    return hash !== -1 && hash < index
  }
}
