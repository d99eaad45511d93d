import { type Finding, type ReleaseManifest, describeFinding, findingPlace } from '@exuvia/model'
import { renderReport } from '@exuvia/pipeline'

/** What the job's summary tells. */
export interface Summary {
  readonly manifest: ReleaseManifest | undefined
  readonly releaseUrl: string | undefined
  readonly findings: readonly Finding[]
}

/** The job's summary as Markdown: the size table, the release, and what was found. */
export function renderSummary({ manifest, releaseUrl, findings }: Summary): string {
  const parts: string[] = []
  if (manifest !== undefined) parts.push(renderReport(manifest, { format: 'markdown' }).trim())
  if (releaseUrl !== undefined) parts.push(`Published: ${releaseUrl}`)
  const weighty = findings.filter(({ severity }) => severity !== 'note')
  if (weighty.length > 0) {
    const rows = weighty.map((finding) => {
      const place = findingPlace(finding.subject)
      return `| ${finding.severity} | ${finding.code} | ${cell(place)} | ${cell(describeFinding(finding).message)} |`
    })
    parts.push(['| | finding | where | what |', '|---|---|---|---|', ...rows].join('\n'))
  } else if (manifest === undefined) {
    parts.push('The policy has nothing against this project.')
  }
  return `${parts.join('\n\n')}\n`
}

/** Text that stays in its table cell and is not Markdown of its own. */
function cell(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|~]/g, (mark) => `\\${mark}`).replaceAll(/\s+/g, ' ')
}
