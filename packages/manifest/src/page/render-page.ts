import { createHash } from 'node:crypto'

import { SCRIPT, STYLE } from './assets.ts'
import { describeReport } from '../report-data.ts'
import { formatBytes } from '../sizes.ts'
import { FILE_KINDS } from './file-kind.ts'
import { Html, embeddedJson, markup } from './html.ts'
import { describePageData } from './page-data.ts'
import { CHANGES, type PageData, ROW_CHANGE, ROW_WIDTH } from './page-rows.ts'
import type { PageInput } from './page-input.ts'
import {
  changesSection,
  decisionsSection,
  digestsSection,
  givesAwaySection,
  kindsSection,
  sizesSection,
  trialSection,
} from './sections.ts'
import { section } from './layout.ts'
import { startSection } from './start-section.ts'
import { findingsSection, licensesSection } from './software-sections.ts'

/**
 * Renders a release as one HTML file that needs nothing else: no network, no other file. Every value
 * from the release is text in it, whatever it contains. A Content-Security-Policy (CSP3) allows the
 * page's own script and style by their SHA-256 and nothing else, so that nothing in the page can load or
 * send anything. The same release gives the same bytes.
 */
export function renderPage(input: PageInput): string {
  const { manifest, previous, start } = input
  const report = describeReport(manifest, previous, start)
  const data = describePageData(manifest, previous)
  const files = data.rows.length / ROW_WIDTH - countGone(data)
  const sections = [
    treemapSection(),
    sizesSection(report),
    changesSection(report),
    findingsSection(input),
    kindsSection(manifest, report),
    givesAwaySection(input),
    trialSection(manifest),
    startSection(report),
    licensesSection(input),
    decisionsSection(report),
    filesSection(data.compared),
    digestsSection(input),
  ]
  // Without a commit the date is that of no source.
  const about =
    report.commit === ''
      ? []
      : [new Date(manifest.sourceDate * 1000).toISOString().slice(0, 10), report.commit]
  const facts = [
    fact('To download', report.total),
    fact('Unpacked', formatBytes(manifest.artifacts.reduce((sum, { sizes }) => sum + sizes.unpacked, 0))),
    fact('Files', files.toLocaleString('en-US')),
    ...(report.changes === undefined ? [] : [fact(`Since ${report.changes.since}`, report.changes.total)]),
    ...(input.findings === undefined ? [] : [fact('Findings', findingCounts(input.findings.items))]),
    ...(input.software === undefined ? [] : [fact('Distributions', String(input.software.length))]),
  ]
  const compilers =
    report.compilers.length === 0 ? markup`` : markup`Compiled with ${report.compilers.join('; ')}. `
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${report.title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<p class="brand">Release report</p>
<h1>${report.title}</h1>
<p class="about">${about.join(' · ')}</p>
<dl class="facts">${facts}</dl>
</header>
<nav aria-label="Contents"><ul>${contents(sections)}</ul></nav>
<main id="main">
${sections}
</main>
<footer>
<p>${compilers}This page is one file. It loads nothing and sends nothing. Made with
<a href="https://github.com/exuvia/exuvia" rel="noreferrer">Exuvia</a>.</p>
</footer>
<script type="application/json" id="data">${embeddedJson(data)}</script>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`
  return page.text
}

/** The policy of the page: everything is forbidden except the two texts that it contains. */
function policy(): string {
  return [
    "default-src 'none'",
    `script-src '${digest(SCRIPT)}'`,
    `style-src '${digest(STYLE)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

function fact(name: string, value: string): Html {
  return markup`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`
}

function findingCounts(items: readonly { readonly severity: string }[]): string {
  const counts = ['error', 'warning', 'note'].flatMap((severity) => {
    const count = items.filter((item) => item.severity === severity).length
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`]
  })
  return counts.length === 0 ? 'none' : counts.join(', ')
}

/** Rows of files that only the earlier release has. */
function countGone({ rows }: PageData): number {
  const gone = CHANGES.indexOf('gone')
  return rows.filter((value, at) => at % ROW_WIDTH === ROW_CHANGE && value === gone).length
}

/** Links to the sections, by the headings that they contain. */
function contents(sections: readonly Html[]): Html[] {
  return sections.flatMap(({ text }) => {
    const found = /<section id="([\w-]+)" data-short="([^"]*)"/.exec(text)
    return found === null
      ? []
      : [markup`<li><a href="#${found[1] ?? ''}">${new Html(found[2] ?? '')}</a></li>`]
  })
}

function treemapSection(): Html {
  const legend = FILE_KINDS.map((kind, index) => markup`<li><span class="key k${index}"></span>${kind}</li>`)
  return section(
    'map',
    'What is in it',
    [
      markup`<p class="without-script">This part needs JavaScript, which is in the page itself.</p>
      <div class="with-script" hidden>
        <div class="controls">
          <label
            >Group by
            <select id="group">
              <option value="target">target</option>
              <option value="distribution">distribution</option>
              <option value="module">folder and module</option>
              <option value="kind">kind of file</option>
            </select></label
          >
          <label
            >Of
            <select id="scope"></select
          ></label>
        </div>
        <nav aria-label="Place in the map"><ol id="crumbs"></ol></nav>
        <div id="treemap"></div>
        <p id="scale" class="note" role="status"></p>
        <ul class="legend" aria-label="Colours">
          ${legend}
        </ul>
      </div>`,
    ],
    'Map',
  )
}

function filesSection(isCompared: boolean): Html {
  return section('files', 'Files', [
    markup`<p class="without-script">This part needs JavaScript, which is in the page itself.</p>
      <div class="with-script" hidden>
        <div class="controls">
          <label>Name contains <input id="find" type="search" autocomplete="off" spellcheck="false" /></label>
          <label
            >Of
            <select id="of-target"></select
          ></label>
          <label
            >Kind
            <select id="of-kind"></select
          ></label>
          <label
            >Distribution
            <select id="of-distribution"></select
          ></label>
          ${
            isCompared
              ? markup`<label
                  >Change
                  <select id="of-change"></select
                ></label>`
              : markup``
          }
        </div>
        <p id="found" class="note" role="status"></p>
        <div class="scroll" role="region" aria-label="List of files" tabindex="0"><table id="table"></table></div>
        <p><button type="button" id="more" hidden>Show more</button></p>
        <p class="note">A file counts once for each tarball that contains it. EXUVIA.json counts too, which the manifest does not list.</p>
      </div>`,
  ])
}
