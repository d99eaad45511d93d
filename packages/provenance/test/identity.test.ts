import { describe, expect, test } from 'vitest'
import { provenanceMode, requestIdentity, serverUrlOf, signingServices, tokenIssuer } from '../src/index.ts'
import { sigstoreFor } from './setting.ts'

const { signal } = new AbortController()
const token = (claims: object): string => `a.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c`
const JOB = {
  GITHUB_ACTIONS: 'true',
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://runner.example/token',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer',
}

describe('how provenance can be made', () => {
  test.each([
    [{}, 'unsigned'],
    [JOB, 'signed'],
    [{ ...JOB, GITHUB_SERVER_URL: 'https://github.com/' }, 'signed'],
    [{ ...JOB, GITHUB_SERVER_URL: 'https://acme.ghe.com' }, 'signed'],
    [{ ...JOB, GITHUB_SERVER_URL: 'https://github.acme.example' }, 'unsigned'],
    [{ ...JOB, GITHUB_SERVER_URL: 'https://github.com.acme.example' }, 'unsigned'],
    [{ ...JOB, GITHUB_ACTIONS: 'false' }, 'unsigned'],
  ])('%j: %s', (env, kind) => {
    expect(provenanceMode(env).kind).toBe(kind)
  })

  test('a job without the permission gets an error that names it', () => {
    expect(() => provenanceMode({ ...JOB, ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' })).toThrow(
      /no permission for an identity/,
    )
  })
})

test('issuers of tokens belong to their sites', () => {
  expect(tokenIssuer(serverUrlOf({}))).toBe('https://token.actions.githubusercontent.com')
  expect(tokenIssuer('https://acme.ghe.com')).toBe('https://token.actions.acme.ghe.com')
})

describe('a signed one', () => {
  test.each([
    [
      'public',
      'https://github.com',
      { fulcioUrl: 'https://fulcio.sigstore.dev', rekorUrl: 'https://rekor.sigstore.dev' },
    ],
    [
      'private',
      'https://github.com',
      { fulcioUrl: 'https://fulcio.githubapp.com', timestampUrl: 'https://timestamp.githubapp.com' },
    ],
    [
      'internal',
      'https://acme.ghe.com',
      { fulcioUrl: 'https://fulcio.acme.ghe.com', timestampUrl: 'https://timestamp.acme.ghe.com' },
    ],
  ])('for a %s repository of %s', async (visibility, site, services) => {
    const sigstore = await sigstoreFor({ claims: { repository_visibility: visibility } })
    const identity = await requestIdentity(sigstore.env, site, signal)
    expect(signingServices(identity, {})).toEqual(services)
  })
})

describe('an answer of the runner that is no identity', () => {
  test.each([
    ['no JSON', '<html>', /contains no token|does not answer/],
    ['no token', '{}', /contains no token/],
    ['another kind of token', '{"value": "ghs_secret"}', /is not a token/],
    ['a token with too little', JSON.stringify({ value: token({ sub: 'x' }) }), /lacks "repository"/],
  ])('is refused: %s', { tags: ['slow'] }, async (_, body, problem) => {
    const sigstore = await sigstoreFor()
    sigstore.intercept = (path) => (path === '/token' ? { status: 200, body } : undefined)
    const error: unknown = await requestIdentity(sigstore.env, 'https://github.com', signal).catch(
      (caught: unknown) => caught,
    )
    expect(String(error)).toMatch(problem)
    expect(String(error)).not.toContain('ghs_secret')
  })

  test('is requested again if the runner fails', async () => {
    const sigstore = await sigstoreFor()
    let failures = 1
    sigstore.intercept = () => (failures-- > 0 ? { status: 503, body: '' } : undefined)
    await expect(requestIdentity(sigstore.env, 'https://github.com', signal)).resolves.toMatchObject({
      run: { repository: 'octocat/hello' },
    })
  })
})
