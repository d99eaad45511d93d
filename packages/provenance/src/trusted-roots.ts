import { readJson } from '@exuvia/files'
import { messageOf, outsideError, usageError } from '@exuvia/model'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import type { TUFOptions } from '@sigstore/tuf'
import { Verifier, toTrustMaterial } from '@sigstore/verify'
import { z } from 'zod'

/** Far above the size of any file of trusted roots. */
const MAX_BYTES = 8 * 1024 * 1024

/** Trusted signers. */
export interface TrustedRoots {
  /** One for each root, in the order given. */
  readonly verifiers: readonly Verifier[]
  /** A file that the user named, or the one that Sigstore's public services keep up to date. */
  readonly from: 'file' | 'public-good'
}

/**
 * Reads trusted roots: Sigstore's `trusted_root.json`, or several, one per line, as
 * `gh attestation trusted-root` prints them.
 * @throws usage error `trusted-root-invalid`
 */
export function parseTrustedRoots(text: string, where: string): TrustedRoots {
  const wrong = (problem: string, cause?: unknown): Error =>
    usageError('trusted-root-invalid', { where, reason: problem }, { cause })
  if (text.length > MAX_BYTES) throw wrong('it is too large')
  const verifiers = documentsOf(text, wrong).map((data) => {
    try {
      const root = TrustedRoot.fromJSON(data)
      if (root.certificateAuthorities.length === 0) throw wrong('it names no certificate authority')
      return verifierOf(root)
    } catch (error) {
      throw error instanceof Error && error.name === 'ExuviaError' ? error : wrong(messageOf(error), error)
    }
  })
  if (verifiers.length === 0) throw wrong('it is empty')
  return { verifiers, from: 'file' }
}

/**
 * Public signatures need two logs, GitHub's own a timestamp authority; a bundle must have
 * everything that the root names.
 */
function verifierOf(root: TrustedRoot): Verifier {
  return new Verifier(toTrustMaterial(root), {
    tlogThreshold: root.tlogs.length > 0 ? 1 : 0,
    ctlogThreshold: root.ctlogs.length > 0 ? 1 : 0,
    timestampThreshold: 1,
  })
}

function documentsOf(text: string, wrong: (problem: string, cause?: unknown) => Error): unknown[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  // `gh` prints a document on each line; Sigstore's own file is one document over many lines.
  const onePerLine = lines.length > 1 && lines.every((line) => line.trimStart().startsWith('{'))
  const documents = onePerLine ? lines : lines.length === 0 ? [] : [text]
  return documents.map((document, index) => {
    try {
      return readJson(document, { length: MAX_BYTES })
    } catch (error) {
      const reason = messageOf(error)
      throw wrong(onePerLine ? `line ${index + 1}: ${reason.replace(/^line 1: /, '')}` : reason, error)
    }
  })
}

/**
 * The roots of Sigstore's public services, kept up to date by TUF from the root that comes with
 * this program, and cached in the user's folder.
 * @param options of a repository other than Sigstore's own
 * @throws outside `trusted-root-unreachable`
 */
export async function fetchTrustedRoots(options: TUFOptions = {}): Promise<TrustedRoots> {
  const { getTrustedRoot } = await import('@sigstore/tuf')
  try {
    const root = await getTrustedRoot({ retry: { retries: 2 }, timeout: 10_000, ...options })
    return { verifiers: [verifierOf(root)], from: 'public-good' }
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw outsideError('trusted-root-unreachable', { reason: messageOf(reason) }, { cause: error })
  }
}

/** Where the seeds of @sigstore/tuf have the root of Sigstore's public services. */
const SEED = z.looseObject({
  'https://tuf-repo-cdn.sigstore.dev': z.looseObject({
    targets: z.looseObject({ 'trusted_root.json': z.string() }),
  }),
})

/**
 * Reads the root of Sigstore's public services that comes with this program, without network. It
 * is as old as the program, so it does not contain keys that Sigstore added later.
 * @throws outside `trusted-root-missing`
 */
export async function shippedTrustedRoots(): Promise<TrustedRoots> {
  try {
    // An import, so that a bundle includes the file.
    const file = await import('@sigstore/tuf/seeds.json', { with: { type: 'json' } })
    const seeds = SEED.parse(file.default)
    const text = seeds['https://tuf-repo-cdn.sigstore.dev'].targets['trusted_root.json']
    const { verifiers } = parseTrustedRoots(Buffer.from(text, 'base64').toString('utf8'), 'seeds.json')
    return { verifiers, from: 'public-good' }
  } catch (error) {
    throw outsideError('trusted-root-missing', { reason: messageOf(error) }, { cause: error })
  }
}
