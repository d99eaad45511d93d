import { createHash } from 'node:crypto'
import path from 'node:path'
import { type Finding, type Severity, compareText, describeFinding, findingPlace } from '@exuvia/model'
import { EXUVIA_VERSION } from '../version.ts'
import { type SarifRule, rulesOf } from './rules.ts'

/** Where the files of findings are; all paths are relative to the folder of the results, with `/`. */
export interface SarifPlaces {
  /** The project's folder, to which the paths in findings are relative; empty if it is the folder of the results. */
  readonly project: string
  /** The file of the config: the place of findings about what no file of the project contains. */
  readonly config: string
  /** Checked files, by the name that findings give them. */
  readonly artifacts: ReadonlyMap<string, string>
}

/** A log in SARIF 2.1.0 (OASIS), as far as Exuvia writes it. */
export interface SarifLog {
  readonly $schema: string
  readonly version: '2.1.0'
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: SarifDriver }
      readonly columnKind: 'unicodeCodePoints'
      readonly results: readonly SarifResult[]
    },
  ]
}

interface SarifDriver {
  readonly name: string
  readonly semanticVersion: string
  readonly informationUri: string
  readonly rules: readonly SarifRule[]
}

interface SarifResult {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: Severity
  readonly message: { readonly text: string }
  readonly locations: readonly SarifLocation[]
  readonly partialFingerprints: Readonly<Record<string, string>>
  readonly properties: Readonly<Record<string, unknown>>
}

interface SarifLocation {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId: '%SRCROOT%' }
    readonly region?: { readonly startLine: number; readonly startColumn?: number }
  }
  readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[]
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** Writes findings as a SARIF log. The same findings give the same text on every machine. Pure. */
export function renderSarif(findings: readonly Finding[], places: SarifPlaces): SarifLog {
  const rules = rulesOf(findings)
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  const seen = new Map<string, number>()
  const results = findings.map((item): SarifResult => {
    const { code, severity } = item
    const location = locationOf(item, places)
    return {
      ruleId: code,
      ruleIndex: indexes.get(code) ?? -1,
      level: severity,
      message: { text: textOf(item, location) },
      locations: [location],
      partialFingerprints: fingerprintsOf(item, seen),
      properties: propertiesOf(item),
    }
  })
  const driver = {
    name: 'Exuvia',
    semanticVersion: EXUVIA_VERSION,
    informationUri: 'https://github.com/exuvia/exuvia',
    rules,
  }
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'unicodeCodePoints', results }],
  }
}

/** The sentence and the advice; with its place, if the location cannot show that. */
function textOf(item: Finding, { logicalLocations }: SarifLocation): string {
  const { message, advice } = describeFinding(item)
  const place = logicalLocations === undefined ? '' : findingPlace(item.subject)
  const text = place === '' ? message : `${place}: ${message}`
  return advice === undefined ? text : `${text}\n${advice}`
}

/** Services show no result without a file, so what is about no file of the project is at its config. */
function locationOf({ subject }: Finding, places: SarifPlaces): SarifLocation {
  const { path: at, line, column, artifact } = subject
  const isOwn = artifact === undefined && at !== undefined && isInside(at)
  if (isOwn) {
    const region =
      line === undefined
        ? {}
        : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }
    return {
      physicalLocation: { artifactLocation: inFolder(path.posix.join(places.project, at)), ...region },
    }
  }
  const file = artifact === undefined ? undefined : places.artifacts.get(artifact)
  const place = findingPlace(subject)
  return {
    physicalLocation: { artifactLocation: inFolder(file ?? places.config) },
    ...(place === '' ? {} : { logicalLocations: [{ fullyQualifiedName: place }] }),
  }
}

/** Whether a path names a file of the project, and none in a wheel (`tidal-1.0-py3-none-any.whl!tidal/x.py`). */
function isInside(at: string): boolean {
  return !at.includes('!') && !at.startsWith('..') && !path.posix.isAbsolute(at) && !path.win32.isAbsolute(at)
}

function inFolder(at: string): SarifLocation['physicalLocation']['artifactLocation'] {
  const parts = path.posix.normalize(at).split('/')
  // A lone surrogate of a file name has no percent-encoding.
  return {
    uri: parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/'),
    uriBaseId: '%SRCROOT%',
  }
}

/**
 * Recognises a result after lines above it have changed: by code, file and arguments, without its line. GitHub knows
 * one fingerprint alone, which its upload computes from the sources only if the job has them.
 */
function fingerprintsOf({ code, subject, args }: Finding, seen: Map<string, number>): Record<string, string> {
  const { line: _line, column: _column, ...place } = subject
  const key = JSON.stringify([code, sorted(place), sorted(args)])
  const number = (seen.get(key) ?? 0) + 1
  seen.set(key, number)
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 32)
  return {
    'exuviaFinding/v1': `${hash}:${number}`,
    primaryLocationLineHash: `${hash.slice(0, 16)}:${number}`,
  }
}

function sorted(values: object): [string, unknown][] {
  return Object.entries(values).toSorted(([a], [b]) => compareText(a, b))
}

function propertiesOf({ subject, args }: Finding): Record<string, unknown> {
  const { path: _path, line: _line, column: _column, ...about } = subject
  return args['way'] === undefined ? about : { ...about, way: args['way'] }
}
