import { describe, expect, test } from 'vitest'
import { type BundleVerdict, parseTrustedRoots, readUnproven, verifyBundle } from '../src/index.ts'
import { EXPECTED, type Json, SUBJECTS, sign, sigstoreFor } from './setting.ts'

/** `openssl req -x509 … -subj '/O=GitHub, Inc./CN=Fulcio Intermediate l2'`: named as GitHub's, and signed by itself. */
const GITHUB_CERTIFICATE =
  'MIIBxjCCAWugAwIBAgIUWNQtnGgjAyY4NK6uKDES61BwyRAwCgYIKoZIzj0EAwIwODEVMBMGA1UECgwMR2l0SHViLCBJbmMu' +
  'MR8wHQYDVQQDDBZGdWxjaW8gSW50ZXJtZWRpYXRlIGwyMB4XDTI2MTEyNTEzMTQxOVoXDTI2MTIyNTEzMTQxOVowODEVMBMG' +
  'A1UECgwMR2l0SHViLCBJbmMuMR8wHQYDVQQDDBZGdWxjaW8gSW50ZXJtZWRpYXRlIGwyMFkwEwYHKoZIzj0CAQYIKoZIzj0D' +
  'AQcDQgAEHgM/6WQ1ysm3b2eENyNZ6w65JW84JqbOqNK+9wvtpyEAM324SZV/1RFCH8oqVNNrcCAsKRFbr8UWJ8AW9cDiGKNT' +
  'MFEwHQYDVR0OBBYEFLQbMKHjyjyOK8Ct+gOaI3zuaihXMB8GA1UdIwQYMBaAFLQbMKHjyjyOK8Ct+gOaI3zuaihXMA8GA1Ud' +
  'EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAPvCD1VsdgnpQdq7EFGqR+3JwoK+VB/P36TfLD/n9QSoAiEAyvm3RUyx' +
  'PwfeLFVzOuJUrrAbfRSiOhPLlsSBO1solj4='

const KINDS = ['public-good', 'private'] as const

describe.each(KINDS)('a bundle that was signed through %s services', (kind) => {
  test('returns the statement and its signer', async () => {
    const sigstore = await sigstoreFor({ kind })
    const bundle = await sign(sigstore)
    const roots = parseTrustedRoots(sigstore.trustedRoot, 'root')
    const verdict = verifyBundle(bundle, roots, EXPECTED)
    expect(verdict).toMatchObject({
      kind: 'verified',
      statement: {
        subjects: SUBJECTS.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        predicateType: 'https://slsa.dev/provenance/v1',
      },
      signer: {
        issuer: EXPECTED.issuer,
        workflow: 'https://github.com/octocat/hello/.github/workflows/release.yml@refs/tags/v1.0.0',
        repository: EXPECTED.repository,
        commit: 'a'.repeat(40),
        ref: 'refs/tags/v1.0.0',
        runUrl: 'https://github.com/octocat/hello/actions/runs/4711/attempts/1',
      },
    })
    expect(
      verifyBundle(bundle, roots, { ...EXPECTED, repository: 'https://github.com/Octocat/Hello' }).kind,
    ).toBe('verified')
  })

  test('is invalid if any part of it differs', async () => {
    const [one, other] = [await sigstoreFor({ kind }), await sigstoreFor({ kind })]
    const [bundle, foreign] = [await sign(one), await sign(other)]
    const again = await sign(one, JSON.stringify({ _type: 'https://in-toto.io/Statement/v1' }))
    const roots = parseTrustedRoots(one.trustedRoot, 'root')
    const outcomes = Object.entries(changes(kind, foreign, again)).map(([name, change]) => {
      const copy: Json = structuredClone(bundle)
      change(copy)
      return [name, verifyBundle(copy, roots, EXPECTED).kind]
    })
    expect(outcomes.length).toBeGreaterThan(8)
    expect(outcomes.filter(([, verdict]) => verdict !== 'bad')).toEqual([])
  })

  test('is bad under the root of others, and good among several', async () => {
    const [one, other] = [await sigstoreFor({ kind }), await sigstoreFor({ kind })]
    const bundle = await sign(one)
    expect(verifyBundle(bundle, parseTrustedRoots(other.trustedRoot, 'root'), EXPECTED).kind).toBe('bad')
    const both = `${other.trustedRoot}\n${one.trustedRoot}\n`
    expect(verifyBundle(bundle, parseTrustedRoots(both, 'root'), EXPECTED).kind).toBe('verified')
  })

  test('is invalid if the certificate had expired when it signed', async () => {
    const sigstore = await sigstoreFor({ kind, delay: 660 })
    const verdict = verifyBundle(
      await sign(sigstore),
      parseTrustedRoots(sigstore.trustedRoot, 'root'),
      EXPECTED,
    )
    expect(problemOf(verdict)).toMatch(/certificate/i)
  })
})

/** Every part that could be another's, or be gone. */
function changes(
  kind: (typeof KINDS)[number],
  foreign: Json,
  again: Json,
): Record<string, (bundle: Json) => void> {
  const material = 'verificationMaterial'
  const common: Record<string, (bundle: Json) => void> = {
    'another payload': (b) => {
      const text = Buffer.from(b.dsseEnvelope.payload, 'base64').toString().replace('aaaa', 'cccc')
      b.dsseEnvelope.payload = Buffer.from(text).toString('base64')
    },
    'another type of payload': (b) => (b.dsseEnvelope.payloadType = 'text/plain'),
    'the signature of another statement': (b) => (b.dsseEnvelope.signatures = again.dsseEnvelope.signatures),
    'the statement of another signature': (b) => (b.dsseEnvelope = again.dsseEnvelope),
    'no signature': (b) => (b.dsseEnvelope.signatures = []),
    'a garbled signature': (b) => (b.dsseEnvelope.signatures[0].sig = 'AAAA'),
    'the certificate of another run': (b) => (b[material].certificate = again[material].certificate),
    'the certificate of another authority': (b) => (b[material].certificate = foreign[material].certificate),
    'a garbled certificate': (b) => (b[material].certificate.rawBytes = 'AAAA'),
    'no certificate': (b) => delete b[material].certificate,
    'no material': (b) => delete b[material],
    'another media type': (b) => (b.mediaType = 'application/json'),
  }
  if (kind === 'private') {
    return {
      ...common,
      'the timestamp of another signature': (b) =>
        (b[material].timestampVerificationData = again[material].timestampVerificationData),
      'the timestamp of another authority': (b) =>
        (b[material].timestampVerificationData = foreign[material].timestampVerificationData),
      'no timestamp': (b) => delete b[material].timestampVerificationData,
    }
  }
  const entry = (b: Json): Json => b[material].tlogEntries[0]
  return {
    ...common,
    'no log entry': (b) => (b[material].tlogEntries = []),
    'the log entry of another statement': (b) => (b[material].tlogEntries = again[material].tlogEntries),
    'the log entry of another log': (b) => (b[material].tlogEntries = foreign[material].tlogEntries),
    'another time in the log': (b) => (entry(b).integratedTime = String(Number(entry(b).integratedTime) - 1)),
    'another entry body': (b) => (entry(b).canonicalizedBody = entry(again).canonicalizedBody),
    'a promise of another entry': (b) => (entry(b).inclusionPromise = entry(again).inclusionPromise),
    'another checkpoint': (b) =>
      (entry(b).inclusionProof.checkpoint = entry(again).inclusionProof.checkpoint),
    'no promise and no proof': (b) => {
      delete entry(b).inclusionPromise
      delete entry(b).inclusionProof
    },
    'a checkpoint signed by a pattern': (b) => {
      const { checkpoint } = entry(b).inclusionProof
      checkpoint.envelope = checkpoint.envelope.replace(/\u2014 \S+/, '\u2014 (.*)*(.*)*(.*)*x')
    },
  }
}

describe('the signer', () => {
  test.each([
    ['another repository', { repository: 'octocat/other' }],
    ['a repository whose name goes on', { repository: 'octocat/hello-fork' }],
    ['another issuer', { iss: 'https://token.actions.example.com' }],
    ['an issuer whose address goes on', { iss: 'https://token.actions.githubusercontent.com/evil' }],
  ])('is refused as %s', async (_, claims) => {
    const sigstore = await sigstoreFor({ claims })
    const verdict = verifyBundle(
      await sign(sigstore),
      parseTrustedRoots(sigstore.trustedRoot, 'root'),
      EXPECTED,
    )
    expect(problemOf(verdict)).toContain(Object.values(claims)[0])
  })

  test('may be a workflow of others that was called: the repository that called it counts', async () => {
    const called = 'someone/workflows/.github/workflows/build.yml@refs/heads/main'
    const sigstore = await sigstoreFor({ claims: { job_workflow_ref: called } })
    const verdict = verifyBundle(
      await sign(sigstore),
      parseTrustedRoots(sigstore.trustedRoot, 'root'),
      EXPECTED,
    )
    expect(verdict).toMatchObject({ kind: 'verified', signer: { workflow: `https://github.com/${called}` } })
  })

  test('by GitHub’s own services is unknown without their root, not bad', async () => {
    const sigstore = await sigstoreFor()
    const bundle = await sign(sigstore)
    bundle.verificationMaterial.certificate.rawBytes = GITHUB_CERTIFICATE
    const { verifiers } = parseTrustedRoots(sigstore.trustedRoot, 'root')
    expect(verifyBundle(bundle, { verifiers, from: 'public-good' }, EXPECTED).kind).toBe('unknown-root')
    expect(verifyBundle(bundle, { verifiers, from: 'file' }, EXPECTED).kind).toBe('bad')
  })
})

test.each([
  undefined,
  null,
  1,
  'x',
  [],
  {},
  { mediaType: 1 },
  { dsseEnvelope: {}, verificationMaterial: {} },
])('garbage (%j) is bad, and no exception', async (garbage) => {
  const sigstore = await sigstoreFor()
  expect(verifyBundle(garbage, parseTrustedRoots(sigstore.trustedRoot, 'root'), EXPECTED).kind).toBe('bad')
  expect(readUnproven(garbage)).toBeUndefined()
})

test.each([
  '',
  '{}',
  '[]',
  'null',
  '<html>',
  '{"certificateAuthorities": 1}',
  '{"certificateAuthorities": []}\n{',
])('a file with %j is no trusted root', (text) => {
  expect(() => parseTrustedRoots(text, 'root.json')).toThrow(/root\.json contains no trusted root/)
})

test('a root that two readers could understand differently is refused, in both forms', async () => {
  const { trustedRoot } = await sigstoreFor()
  const twice = trustedRoot.replace('{', '{"mediaType": "x", ')
  const pretty = JSON.stringify(JSON.parse(trustedRoot), null, 2)
  const deep = `{"x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  expect(reasonOf(pretty)).toBe('')
  expect(reasonOf(twice)).toContain('the key "mediaType" appears twice')
  expect(reasonOf(`${trustedRoot}\n${twice}`)).toContain('line 2: the key "mediaType" appears twice')
  expect(reasonOf(pretty.replace('{', '{\n"__proto__": {},'))).toContain('line 2: the key "__proto__"')
  expect(reasonOf(deep)).toContain('nests more than 64')
  expect(reasonOf(`${trustedRoot}\n${deep}`)).toContain('line 2: it nests more than 64')
})

function problemOf(verdict: BundleVerdict): string {
  expect(verdict.kind).toBe('bad')
  return verdict.kind === 'bad' ? verdict.problem : ''
}

function reasonOf(text: string): string {
  try {
    parseTrustedRoots(text, 'root.json')
    return ''
  } catch (error) {
    return (error as Error).message
  }
}
