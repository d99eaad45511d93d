import { type ReleaseArtifact, type ReleaseManifest, formInWords } from '@exuvia/model'

import { nameOf } from '../artifact-name.ts'
import { KIND_WORDS } from '../kinds.ts'
import type { ReportData } from '../report-data.ts'
import { larger } from '../report-terminal.ts'
import { formatBytes } from '../sizes.ts'
import { type Html, markup } from './html.ts'
import { type Column, section, table } from './layout.ts'
import type { GivesAway, PageInput } from './page-input.ts'

const SIZE_COLUMNS: readonly Column[] = [
  { title: 'Target' },
  { title: 'Source', isNumber: true },
  { title: 'Bytecode', isNumber: true },
  { title: 'Ratio', isNumber: true },
  { title: 'Unpacked', isNumber: true },
  { title: 'Packed', isNumber: true },
  { title: 'Files', isNumber: true },
]

/** The size table of the report. */
export function sizesSection(report: ReportData): Html {
  const rows = report.sizes.map((row) =>
    [row.name, row.source, row.bytecode, row.ratio, row.unpacked, row.compressed, row.files].map(
      (cell) => markup`${cell}`,
    ),
  )
  const notes = [...(report.ratio === undefined ? [] : [report.ratio]), ...larger(report)]
  return section('sizes', 'Tarballs', [
    table('Sizes of each tarball', SIZE_COLUMNS, rows),
    ...notes.map((note) => markup`<p class="note">${note}</p>`),
  ])
}

/** What happened when the build ran each tarball; nothing if no tarball records it. */
export function trialSection({ artifacts }: ReleaseManifest): Html {
  const rows = artifacts.flatMap((artifact) => {
    const { trial } = artifact
    if (trial === undefined) return []
    if (trial.kind === 'not-tried')
      return [[markup`${nameOf(artifact)}`, markup`not tried`, markup`${trial.reason}`]]
    const modules = `${trial.modules} ${trial.modules === 1 ? 'import' : 'imports'} worked`
    const network = trial.network === 'off' ? 'without network' : 'with network'
    const unknown = trial.unknown.map((each) => markup`<li>${each}</li>`)
    return [
      [
        markup`${nameOf(artifact)}`,
        markup`Python ${trial.version}, ${trial.toolchain}, ${network}`,
        unknown.length === 0
          ? markup`${modules}`
          : markup`${modules}. What failed may fail from source too:
              <ul>
                ${unknown}
              </ul>`,
      ],
    ]
  })
  if (rows.length === 0) return markup``
  return section(
    'trial',
    'What ran',
    [
      markup`<p>The build unpacked each tarball that its machine could run, and imported the entry modules. It ran no command.</p>`,
      table('Trial of each tarball', [{ title: 'Target' }, { title: 'Ran with' }, { title: 'Result' }], rows),
    ],
    'Trial',
  )
}

/** The change since an earlier release; nothing without one. */
export function changesSection({ changes }: ReportData): Html {
  if (changes === undefined) return markup``
  const rows = changes.rows.map((row) =>
    [row.name, row.before, row.after, row.change, row.files].map((cell) => markup`${cell}`),
  )
  return section('changes', `Since ${changes.since}`, [
    markup`<p>Packed size of all tarballs: <strong>${changes.total}</strong>.</p>`,
    table(
      'Change of each tarball',
      [
        { title: 'Target' },
        { title: 'Before', isNumber: true },
        { title: 'After', isNumber: true },
        { title: 'Change' },
        { title: 'Files' },
      ],
      rows,
    ),
    ...changes.kinds.map(
      ({ name, changes: of }) => markup`<p class="note">Bytecode of ${name}: ${of.join(', ')}.</p>`,
    ),
    markup`<p class="note">The <a href="#files">list of files</a> shows what each file did.</p>`,
  ])
}

/** The bytecode by kind, as bars and as a table. */
export function kindsSection(manifest: ReleaseManifest, { kinds }: ReportData): Html {
  if (kinds.columns.length === 0) return markup``
  const bars = new Map<string, Html>()
  for (const artifact of manifest.artifacts) {
    const key = JSON.stringify(artifact.sizes.kinds)
    if (artifact.sizes.kinds !== undefined && artifact.sizes.bytecode > 0 && !bars.has(key))
      bars.set(key, bar(artifact))
  }
  const columns = [{ title: 'Kind' }, ...kinds.columns.map((title) => ({ title, isNumber: true }))]
  return section(
    'kinds',
    'What the bytecode consists of',
    [
      markup`<div class="bars" aria-hidden="true">${[...bars.values()]}</div>`,
      table(
        'Bytecode by kind',
        columns,
        kinds.rows.map(({ kind, cells }) => [
          markup`<span class="key b${KIND_WORDS.findIndex(([, words]) => words === kind)}"></span>${kind}`,
          ...cells.map((cell) => markup`${cell}`),
        ]),
      ),
    ],
    'Bytecode',
  )
}

/** One bar, a rectangle for each kind. An SVG, because the page allows no style in its markup. */
function bar(artifact: ReleaseArtifact): Html {
  const { kinds, bytecode } = artifact.sizes
  let left = 0
  const parts = KIND_WORDS.flatMap(([kind], index) => {
    const bytes = kinds?.[kind] ?? 0
    if (bytes === 0) return []
    const width = (bytes / bytecode) * 1000
    const part = markup`<rect
      class="b${index}"
      x="${left.toFixed(2)}"
      width="${width.toFixed(2)}"
      height="20"
    />`
    left += width
    return [part]
  })
  return markup`<p class="bar">
    <span>${nameOf(artifact)}, ${formatBytes(bytecode)}</span>
    <svg viewBox="0 0 1000 20" preserveAspectRatio="none">${parts}</svg>
  </p>`
}

/** What anyone can read in the bytecode. */
export function givesAwaySection({ manifest, givesAway }: PageInput): Html {
  const title = 'What the bytecode gives away'
  const withBytecode = manifest.artifacts.filter(({ sizes }) => sizes.bytecode > 0)
  if (withBytecode.length === 0) return markup``
  const intro = markup`<p>
    Bytecode is mild obfuscation, not protection. Anyone who has a tarball can read the following in it.
  </p>`
  if (givesAway === undefined) return section('gives-away', title, [intro, unread()], 'Gives away')
  const rows = withBytecode.map((artifact) => {
    const found = givesAway.get(artifact.file)
    const cells = found === undefined ? Array(7).fill('not read') : revealed(artifact, found)
    return [nameOf(artifact), ...(cells as string[])].map((cell) => markup`${cell}`)
  })
  const paths = [...new Set([...givesAway.values()].flatMap((each) => each.paths))]
  return section(
    'gives-away',
    title,
    [
      intro,
      table(
        'What the bytecode of each tarball reveals',
        [
          { title: 'Target' },
          { title: 'Functions', isNumber: true },
          { title: 'Classes', isNumber: true },
          { title: 'Names', isNumber: true },
          { title: 'Strings', isNumber: true },
          { title: 'Docstrings', isNumber: true },
          { title: 'Modules with source', isNumber: true },
          { title: 'Tracebacks show' },
        ],
        rows,
      ),
      paths.length === 0
        ? markup`<p class="note">No path of the machine that built it is in the bytecode.</p>`
        : markup`<p>Paths outside the project that are in the bytecode:</p>
          <ul class="paths">
            ${paths.map((path) => markup`<li><code>${path}</code></li>`)}
          </ul>`,
    ],
    'Gives away',
  )
}

const LINES = { full: 'lines and columns', lines: 'line numbers', none: 'nothing' } as const

function revealed({ compiler }: ReleaseArtifact, found: GivesAway): string[] {
  const { functions, classes, names, strings, docstrings, sources } = found
  return [
    ...[functions, classes, names, strings, docstrings, sources].map(String),
    compiler?.debug === undefined ? 'not recorded' : LINES[compiler.debug],
  ]
}

/** Says that a part of the page is unknown, and what makes it known. */
export function unread(): Html {
  return markup`<p class="unknown">
    Unknown: the tarballs and the SBOM were not beside the manifest. Run <code>exuvia report --html</code> on
    the folder of the whole release.
  </p>`
}

/** The rules that decided how files ship. */
export function decisionsSection({ decisions }: ReportData): Html {
  if (decisions.length === 0) return markup``
  return section(
    'decisions',
    'How each file ships, and why',
    [
      table(
        'Decisions of the policy',
        [{ title: 'Ships as' }, { title: 'Files', isNumber: true }, { title: 'Rule' }, { title: 'Reason' }],
        decisions.map((each) => [
          markup`${formInWords(each)}`,
          markup`${each.files}`,
          markup`<code>${each.rule}</code>`,
          markup`${each.reason}`,
        ]),
      ),
    ],
    'Decisions',
  )
}

/** The digests of everything that the manifest lists, each with a button that copies it. */
export function digestsSection({ manifest }: PageInput): Html {
  const files = [...manifest.artifacts, ...(manifest.sbom === undefined ? [] : [manifest.sbom])]
  return section('digests', 'Digests', [
    markup`<p>
      SHA-256. <code>sha256sum --check --ignore-missing SHA256SUMS</code> compares a download with them.
      <code>exuvia verify</code> also compares every file inside.
    </p>`,
    table(
      'SHA-256 of each file',
      [{ title: 'File' }, { title: 'Size', isNumber: true }, { title: 'Digest' }],
      files.map(({ file, size, sha256 }) => [
        markup`${file}`,
        markup`${formatBytes(size)}`,
        markup`<span class="digest"
          ><code>${sha256}</code>
          <button type="button" class="copy" data-copy="${sha256}" hidden>
            Copy<span class="hidden"> the digest of ${file}</span>
          </button></span
        >`,
      ]),
    ),
  ])
}
