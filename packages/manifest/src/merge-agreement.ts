import { normalizeName } from '@exuvia/packaging'
import { type Finding, type ReleasePart, compareText, finding, formInWords } from '@exuvia/model'

/** A part and its place, as messages name it. */
export interface NamedPart {
  readonly where: string
  readonly part: ReleasePart
}

/** The statements of a part, key by key; a key may appear twice. */
interface Table {
  readonly where: string
  readonly rows: readonly (readonly [key: string, value: string])[]
}

/** A key with different values in different parts: `1 (a), 2 (b, c)`. */
interface Difference {
  readonly key: string
  readonly values: string[]
}

/** Finds contradictions between parts. A part without a key contradicts no other. */
export function differences(tables: readonly Table[]): Difference[] {
  const keys = new Map<string, Map<string, Set<string>>>()
  for (const { where, rows } of tables) {
    for (const [key, value] of rows) {
      const values = keys.get(key) ?? new Map<string, Set<string>>()
      keys.set(key, values.set(value, (values.get(value) ?? new Set()).add(where)))
    }
  }
  return [...keys]
    .filter(([, values]) => values.size > 1)
    .map(([key, values]) => ({
      key,
      values: [...values].map(([value, holders]) => `${shortened(value)} (${[...holders].join(', ')})`),
    }))
}

/** Shortens a digest or a long value to its distinguishing part. */
function shortened(value: string): string {
  // linear: a start that does not fit looks at 40 characters at most
  const text = value.replaceAll(/[0-9a-f]{40,}/g, (digest) => digest.slice(0, 12))
  return text.length > 200 ? `${text.slice(0, 197)}...` : text
}

/** The same, but a missing key is a contradiction too. */
function strictDifferences(tables: readonly Table[]): Difference[] {
  const keys = [...new Set(tables.flatMap(({ rows }) => rows.map(([key]) => key)))].sort(compareText)
  return differences(
    tables.map(({ where, rows }) => {
      const own = new Set(rows.map(([key]) => key))
      const silent = keys.filter((key) => !own.has(key)).map((key) => [key, 'not there'] as const)
      return { where, rows: [...rows, ...silent] }
    }),
  )
}

/** Reports why parts belong to different releases. */
export function releaseDifferences(parts: readonly NamedPart[]): Finding[] {
  const tables = parts.map(({ where, part: { exuvia, manifest } }): Table => ({
    where,
    rows: [
      ['the name', manifest.name],
      ['the version', manifest.version],
      ['the commit', manifest.commit ?? 'none'],
      ['the source date', String(manifest.sourceDate)],
      ["Exuvia's version", exuvia],
    ],
  }))
  return differences(tables).map(({ key, values }) =>
    finding('merge-release-differs', 'error', {}, { what: key, values }),
  )
}

/** Whether a distribution is the project itself, from one of its wheels for platforms. */
function isOwnWheel({ manifest }: ReleasePart, id: string): boolean {
  return id.startsWith(`${normalizeName(manifest.name)}==${manifest.version} `)
}

/** Reports why parts of one release do not fit together: settings, files or decisions differ. */
export function planDifferences(parts: readonly NamedPart[]): Finding[] {
  const table = (rows: (part: ReleasePart) => Table['rows']) =>
    parts.map(({ where, part }) => ({ where, rows: rows(part) }))
  const settings = strictDifferences(table(({ config }) => Object.entries(config)))
  const statedPlans = (isOwn: boolean) =>
    table((part) =>
      part.distributions
        .filter(({ id }) => isOwnWheel(part, id) === isOwn)
        .map(({ id, plan }) => [id, `files ${plan}`]),
    )
  // A machine may have only its own wheel of the project itself.
  const plans = [...strictDifferences(statedPlans(false)), ...differences(statedPlans(true))]
  const contents = differences(
    table(({ distributions }) =>
      distributions.flatMap(({ id, contents: digest }): Table['rows'] =>
        digest === undefined ? [] : [[id, `contents ${digest}`]],
      ),
    ),
  )
  // A wheel may differ although every file in it is the same.
  const wheels = differences(
    table(({ manifest }) => (manifest.wheels ?? []).map(({ file, sha256 }) => [file, `SHA-256 ${sha256}`])),
  )
  // The plan follows from settings and files, so report its differences only if those agree.
  const planned = strictDifferences(
    table(({ artifacts, decisions }) => [
      ['the order of the tarballs', JSON.stringify(artifacts.map(({ file }) => file))],
      ...artifacts.map(({ file, target }) => [file, target ?? 'source twin'] as const),
      ...decisions.map(
        (each) => [`${each.rule}, ${formInWords(each)}, ${each.reason}`, `${each.files} files`] as const,
      ),
    ]),
  )
  const inputs = [
    ...plans,
    ...contents.filter(({ key }) => !plans.some((other) => other.key === key)),
    ...wheels,
  ]
  const differing = settings.length + inputs.length > 0 ? inputs : planned
  return [
    ...settings.map(({ key, values }) => finding('merge-config-differs', 'error', { key }, { values })),
    ...differing.map(({ key, values }) => finding('merge-plan-differs', 'error', {}, { what: key, values })),
  ]
}
