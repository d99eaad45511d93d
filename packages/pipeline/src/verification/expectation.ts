import { type SignerIdentity, type Statement, releaseRef } from '@exuvia/provenance'
import { type ReleaseManifest, usageError } from '@exuvia/model'
import { isStated, versionInTag } from '../publication/tag-version.ts'
import type { VerifyOptions } from './options.ts'

/** What an attestation must be about to prove the files of one release. */
export interface Expectation {
  /** `https://github.com`. */
  readonly site: string
  /** Undefined for a folder, whose tag nobody knows. */
  readonly tag?: string | undefined
  /** The commit of the tag, with annotated tags followed; undefined if the tag does not exist. */
  readonly commit?: string | undefined
  /** `OWNER/NAME/.github/workflows/x.yml`, with `@refs/…` or without. */
  readonly signerWorkflow?: string | undefined
  /** `refs/heads/main`. */
  readonly sourceRef?: string | undefined
}

const TAG = 'refs/tags/'

/**
 * Returns why a verified attestation does not prove a release; undefined if it does. The
 * certificate names the commit and the ref that the workflow ran at. The commit must be that of
 * the tag. A ref must be the tag if it is one; a workflow can also run from a branch, such as a
 * nightly, which then moves the tag. A statement of Exuvia names the tag itself.
 */
export function notOfRelease(
  { signer, statement }: { readonly signer: SignerIdentity; readonly statement: Statement },
  { site, tag, commit, signerWorkflow, sourceRef }: Expectation,
): string | undefined {
  if (signerWorkflow !== undefined && !isWorkflow(signer.workflow, signerWorkflow, site))
    return `its signer is ${signer.workflow}; expected ${signerWorkflow}`
  if (sourceRef !== undefined && signer.ref !== sourceRef)
    return `its workflow ran at ${signer.ref || 'no ref'}; expected ${sourceRef}`
  if (tag === undefined) return undefined
  const ref = releaseRef(statement) ?? `${TAG}${tag}`
  if (ref !== `${TAG}${tag}`) return `it is about the release of ${ref}, not of the tag ${tag}`
  if (signer.ref.startsWith(TAG) && signer.ref !== `${TAG}${tag}`)
    return `its workflow ran at ${signer.ref}, not at the tag ${tag}`
  if (commit === undefined) return `the repository has no tag ${tag} to compare its commit with`
  if (signer.commit !== commit)
    return `its workflow ran at commit ${signer.commit || 'unknown'}; the tag ${tag} is at ${commit}`
  return undefined
}

/** GitHub compares owner and name without case, paths and refs with it. */
function isWorkflow(signed: string, expected: string, site: string): boolean {
  const [path = '', ref] = partsOf(signed, site)
  const [wantedPath, wantedRef] = partsOf(expected, site)
  return path === wantedPath && (wantedRef === undefined || wantedRef === ref)
}

function partsOf(workflow: string, site: string): string[] {
  const bare = workflow.startsWith(`${site}/`) ? workflow.slice(site.length + 1) : workflow
  const [path = '', ...ref] = bare.split('@')
  const [owner = '', name = '', ...rest] = path.split('/')
  const whole = [owner.toLowerCase(), name.toLowerCase(), ...rest].join('/')
  return ref.length === 0 ? [whole] : [whole, ref.join('@')]
}

/** @throws usage errors `signer-workflow-form` and `source-ref-form` */
export function checkExpectation({ signerWorkflow, sourceRef }: VerifyOptions): void {
  if (
    signerWorkflow !== undefined &&
    !/^(?:https:\/\/[^/@]+\/)?[^/@]+\/[^/@]+\/\.github\/workflows\/[^/@]+\.ya?ml(?:@refs\/.+)?$/.test(
      signerWorkflow,
    )
  )
    throw usageError('signer-workflow-form', { workflow: signerWorkflow })
  if (sourceRef !== undefined && !/^refs\/[^/]+\/.+$/.test(sourceRef))
    throw usageError('source-ref-form', { ref: sourceRef })
}

/** Returns that a tag states another version than the manifest; undefined if it fits or states none. */
export function otherVersion(tag: string, { name, version }: Named): string | undefined {
  const stated = versionInTag(tag, name, 'v{version}')
  if (stated === undefined || isStated(stated, version)) return undefined
  return `the tag ${tag} states version ${stated}; the manifest is of version ${version}`
}

type Named = Pick<ReleaseManifest, 'name' | 'version'>
