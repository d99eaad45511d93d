import { stat } from 'node:fs/promises'
import { type Asset, type Finding, compareText, finding, trimEndOf } from '@exuvia/model'
import { MARKER_LENGTH, temporaryName } from './intent.ts'
import type { PublishOptions } from './options.ts'

/** GitHub's limits on a release. */
export const MAX_ASSETS = 1000
/** An asset is smaller than this many bytes. */
export const MAX_ASSET_BYTES = 2 ** 31
export const MAX_NOTES = 125_000 - MARKER_LENGTH
/** Of an asset's name, so that the temporary one fits too. */
const MAX_NAME = 230

/** What `publishRelease` needs apart from the token. */
export type Intent = Omit<PublishOptions, 'token'>

/**
 * Checks everything that needs no GitHub request.
 * @param expected names of files that are not built yet
 */
export async function checkOffline(intent: Intent, expected: readonly string[] = []): Promise<Finding[]> {
  const names = [...intent.assets.map((asset) => asset.name), ...expected]
  return [
    ...checkNames(names, new Set(intent.assets.map(temporaryName))),
    ...checkRelease(intent),
    ...(await checkFiles(intent.assets)),
  ]
}

/** The name that GitHub would use: it replaces each run of other characters by `.`. */
function rewrittenName(name: string): string {
  return trimEndOf(name.replaceAll(/[^A-Za-z0-9._+@-]+/g, '.').replace(/^\.+/, ''), '.')
}

function checkNames(names: readonly string[], temporaries: ReadonlySet<string>): Finding[] {
  const findings: Finding[] = []
  const owners = new Map<string, string>()
  if (names.length === 0) findings.push(finding('publish-no-assets', 'error'))
  if (names.length > MAX_ASSETS) {
    findings.push(finding('publish-too-many-assets', 'error', {}, { count: names.length, limit: MAX_ASSETS }))
  }
  for (const name of names.toSorted(compareText)) {
    const rewritten = rewrittenName(name)
    if (rewritten !== name)
      findings.push(finding('publish-name-unsafe', 'error', { artifact: name }, { rewritten }))
    if (name.length > MAX_NAME) {
      const args = { length: name.length, limit: MAX_NAME }
      findings.push(finding('publish-name-too-long', 'error', { artifact: name }, args))
    }
    // Ignore case: in some systems' folders `A.txt` and `a.txt` are one file.
    const key = rewritten.toLowerCase()
    const first = owners.get(key)
    if (first !== undefined)
      findings.push(finding('publish-name-collision', 'error', { artifact: name }, { first }))
    owners.set(key, name)
  }
  for (const name of names) {
    if (temporaries.has(name)) {
      findings.push(
        finding('publish-name-collision', 'error', { artifact: name }, { first: 'a temporary name' }),
      )
    }
  }
  return findings
}

function checkRelease(intent: Intent): Finding[] {
  const findings: Finding[] = []
  if (!isTagName(intent.tag)) findings.push(finding('publish-tag-invalid', 'error', {}, { tag: intent.tag }))
  const length = intent.notes?.length ?? 0
  if (length > MAX_NOTES) {
    findings.push(finding('publish-notes-too-long', 'error', {}, { length, limit: MAX_NOTES }))
  }
  if (intent.latest === 'true' && (intent.draft || intent.prerelease === true)) {
    findings.push(
      finding('publish-latest-impossible', 'error', {}, { what: intent.draft ? 'draft' : 'prerelease' }),
    )
  }
  return findings
}

async function checkFiles(assets: readonly Asset[]): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const asset of assets) {
    const subject = { artifact: asset.name }
    const found = await stat(asset.path).catch(() => undefined)
    if (found === undefined || !found.isFile()) {
      findings.push(finding('publish-asset-missing', 'error', subject, { path: asset.path }))
    } else if (found.size !== asset.size) {
      findings.push(
        finding('publish-asset-changed', 'error', subject, { found: found.size, expected: asset.size }),
      )
    }
    if (asset.size === 0) findings.push(finding('publish-asset-empty', 'error', subject))
    if (asset.size >= MAX_ASSET_BYTES)
      findings.push(finding('publish-asset-too-large', 'error', subject, { size: asset.size }))
  }
  return findings
}

/** git-check-ref-format, for `refs/tags/<tag>`. */
function isTagName(tag: string): boolean {
  if (tag === '' || tag === '@' || tag.startsWith('-') || tag.length > 240) return false
  // oxlint-disable-next-line no-control-regex -- git forbids control characters by name
  if (/[\u0000-\u0020\u007F~^:?*[\\]|\.\.|@\{/.test(tag)) return false
  return tag.split('/').every((part) => part !== '' && !/^\.|\.$|\.lock$/.test(part))
}
