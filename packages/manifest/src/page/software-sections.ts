import { type Finding, describeFinding, findingPlace } from '@exuvia/model'

import { type Html, escapedLines, markup } from './html.ts'
import { section, table } from './layout.ts'
import type { PageInput, PageSoftware } from './page-input.ts'
import { unread } from './sections.ts'

/** Findings of one kind that are shown before the rest is counted. */
const MOST_ALIKE = 20

const SEVERITIES = ['error', 'warning', 'note'] as const

/** What a check found, equal findings together. */
export function findingsSection({ findings }: PageInput): Html {
  const title = 'Findings'
  if (findings === undefined) return section('findings', title, [unread()])
  const of = findings.of === 'build' ? 'the check of the project' : 'the check of the finished tarballs'
  const missing = findings.of === 'build' ? [] : [sourcesMissing()]
  if (findings.items.length === 0)
    return section('findings', title, [markup`<p>None: ${of} reported nothing.</p>`, ...missing])
  const groups = Map.groupBy(findings.items, ({ severity, code }) => `${severity} ${code}`)
  const sorted = SEVERITIES.flatMap((severity) =>
    [...groups.values()].filter(([first]) => first?.severity === severity),
  )
  return section('findings', title, [
    markup`<p>From ${of}, the most severe first.</p>`,
    ...missing,
    ...sorted.map(group),
  ])
}

/** Says what a check of tarballs cannot find. */
function sourcesMissing(): Html {
  return markup`<p class="note">
    Not here: what only the sources and the configuration of the project show. <code>exuvia check</code> in the project reports it,
    and the page that a build writes with <code>report.html = true</code> contains it.
  </p>`
}

function group(items: readonly Finding[]): Html {
  const [first] = items
  if (first === undefined) return markup``
  const shown = items.slice(0, MOST_ALIKE).map((item) => {
    const { message, advice } = describeFinding(item)
    const place = findingPlace(item.subject)
    return markup`<li>
      ${place === '' ? markup`` : markup`<code>${place}</code> `}${escapedLines(message)}
      ${advice === undefined ? markup`` : markup`<span class="advice">${escapedLines(advice)}</span>`}
    </li>`
  })
  const more = items.length - shown.length
  return markup`<h3 class="finding">
      <span class="${first.severity}">${first.severity}</span> ${first.code}
      ${items.length === 1 ? markup`` : markup`<span class="count">${items.length} times</span>`}
    </h3>
    <ul class="findings">
      ${shown}${more === 0 ? markup`` : markup`<li>and ${more} more</li>`}
    </ul>`
}

/** The licences of everything in the release, and their texts. */
export function licensesSection({ software, texts }: PageInput): Html {
  const title = 'Licences'
  if (software === undefined) return section('licenses', title, [unread()])
  const rows = software.map(({ name, version, license, source, targets }) => [
    markup`${name}`,
    markup`${version}`,
    license === undefined ? markup`<span class="unknown">unknown</span>` : markup`${license}`,
    markup`${SOURCES[source] ?? source}`,
    markup`${targets.join(', ')}`,
  ])
  return section('licenses', title, [
    table(
      'Licence of each distribution',
      [
        { title: 'Distribution' },
        { title: 'Version' },
        { title: 'Licence' },
        { title: 'Rests on' },
        { title: 'Ships in' },
      ],
      rows,
    ),
    ...textsOf(software, texts),
  ])
}

/** The words for what a licence rests on, by the SBOM's name of it. */
const SOURCES: Readonly<Record<string, string>> = {
  config: 'the configuration',
  'license-expression': 'its metadata',
  'license-text': 'its licence text',
  classifier: 'its classifiers',
  'license-field': 'its metadata',
  guess: 'a guess',
  unknown: 'nothing',
}

function textsOf(software: readonly PageSoftware[], texts: ReadonlyMap<string, string> | undefined): Html[] {
  const files = software.flatMap(({ name, texts: own }) => own.map((text) => ({ name, ...text })))
  const bySha256 = Map.groupBy(files, ({ sha256 }) => sha256)
  if (bySha256.size === 0) return []
  const folded = [...bySha256].map(([sha256, same]) => {
    const text = texts?.get(sha256)
    const places = [...new Set(same.map(({ path }) => path))]
    const names = [...new Set(same.map(({ name }) => name))]
    return markup`<details>
      <summary>
        ${names.join(', ')}: ${places[0] ?? ''}${places.length > 1 ? ` and ${places.length - 1} more` : ''}
      </summary>
      ${
        text === undefined
          ? markup`<p class="unknown">The text is not shown here; the tarball contains it.</p>`
          : markup`<pre tabindex="0" role="region" aria-label="${`Text of ${places[0] ?? ''}`}">
${escapedLines(text)}</pre>`
      }
    </details>`
  })
  return [markup`<h3>Texts</h3>`, ...folded]
}
