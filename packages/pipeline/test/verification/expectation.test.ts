import type { SignerIdentity, Statement } from '@exuvia/provenance'
import { describe, expect, test } from 'vitest'
import { checkExpectation, notOfRelease, otherVersion } from '../../src/verification/expectation.ts'

const SITE = 'https://github.com'
const COMMIT = 'a'.repeat(40)
const WORKFLOW = 'acme/tidemark/.github/workflows/release.yml'

function attestation(signer: Partial<SignerIdentity> = {}, ref?: string) {
  const buildDefinition = {
    buildType: 'pkg:npm/exuvia#build-type/release/v1',
    externalParameters: { ref },
  }
  const statement: Statement = {
    subjects: [],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: ref === undefined ? {} : { buildDefinition },
  }
  const identity: SignerIdentity = {
    issuer: 'https://token.actions.githubusercontent.com',
    workflow: `${SITE}/${WORKFLOW}@refs/tags/v1.2.0`,
    repository: `${SITE}/acme/tidemark`,
    commit: COMMIT,
    ref: 'refs/tags/v1.2.0',
    runUrl: '',
    ...signer,
  }
  return { signer: identity, statement }
}

const reason = (given = attestation(), more: object = {}) =>
  notOfRelease(given, { site: SITE, tag: 'v1.2.0', commit: COMMIT, ...more })

describe('an attestation proves the release of a tag', () => {
  test('if its workflow ran at the commit of the tag, from the tag or from a branch', () => {
    expect(reason()).toBeUndefined()
    expect(reason(attestation({}, 'refs/tags/v1.2.0'))).toBeUndefined()
    expect(reason(attestation({ ref: 'refs/heads/main' }))).toBeUndefined()
    expect(reason(attestation({ ref: 'refs/heads/main' }), { tag: 'nightly' })).toBeUndefined()
  })

  test.each<[string, ReturnType<typeof attestation>, object, string]>([
    [
      'of another commit',
      attestation(),
      { commit: 'b'.repeat(40) },
      `ran at commit ${COMMIT}; the tag v1.2.0 is at bbb`,
    ],
    [
      'of a branch at another commit',
      attestation({ ref: 'refs/heads/main' }),
      { commit: 'b'.repeat(40) },
      'ran at commit',
    ],
    ['without a commit', attestation({ commit: '' }), {}, 'ran at commit unknown'],
    [
      'of another tag at the commit',
      attestation(),
      { tag: 'v2.0.0' },
      'ran at refs/tags/v1.2.0, not at the tag v2.0.0',
    ],
    [
      'whose statement is about another tag',
      attestation({ ref: 'refs/heads/main' }, 'refs/tags/v1.2.0'),
      { tag: 'v2.0.0' },
      'about the release of refs/tags/v1.2.0',
    ],
    ['of a tag that does not exist', attestation(), { commit: undefined }, 'has no tag v1.2.0'],
  ])('but not a release %s', (_, given, more, problem) => {
    expect(reason(given, more)).toContain(problem)
  })

  test.each([
    [WORKFLOW, true],
    [`${SITE}/${WORKFLOW}`, true],
    [WORKFLOW.replace('acme/tidemark', 'Acme/TideMark'), true],
    [`${WORKFLOW}@refs/tags/v1.2.0`, true],
    [`${WORKFLOW}@refs/tags/v1.2`, false],
    [WORKFLOW.replace('release.yml', 'Release.yml'), false],
    [WORKFLOW.replace('release.yml', 'elease.yml'), false],
    [`evil/${WORKFLOW}`, false],
    [WORKFLOW.replace('acme', 'acme2'), false],
  ])('from the workflow %s: %s', (signerWorkflow, fits) => {
    expect(reason(attestation(), { signerWorkflow }) === undefined).toBe(fits)
  })

  test('from the requested ref', () => {
    expect(reason(attestation(), { sourceRef: 'refs/tags/v1.2.0' })).toBeUndefined()
    expect(reason(attestation(), { sourceRef: 'refs/heads/main' })).toContain('expected refs/heads/main')
  })

  test('a workflow and a ref must be written in full', () => {
    for (const signerWorkflow of [WORKFLOW, `${SITE}/${WORKFLOW}`, `${WORKFLOW}@refs/heads/main`])
      expect(() => checkExpectation({ signerWorkflow, sourceRef: 'refs/heads/main' })).not.toThrow()
    for (const signerWorkflow of ['release.yml', '.github/workflows/release.yml', `${WORKFLOW}@v1`])
      expect(() => checkExpectation({ signerWorkflow })).toThrow('is not a workflow of a repository')
    for (const sourceRef of ['main', 'v1.2.0', 'refs/x'])
      expect(() => checkExpectation({ sourceRef })).toThrow('is not a full ref')
  })
})

test.each([
  ['v1.2.0', undefined],
  ['1.2', undefined],
  ['tidemark-v1.2.0', undefined],
  ['tidemark@1.2.0', undefined],
  ['tidemark/1.2.0', undefined],
  ['nightly', undefined],
  ['v1', undefined],
  ['v2', 'the tag v2 states version 2; the manifest is of version 1.2.0'],
  ['nightly-20240101', undefined],
  ['v2.0.0', 'the tag v2.0.0 states version 2.0.0; the manifest is of version 1.2.0'],
  [
    'tidemark-1.2.0rc1',
    'the tag tidemark-1.2.0rc1 states version 1.2.0rc1; the manifest is of version 1.2.0',
  ],
])('for a manifest of version 1.2.0, the tag %s gives: %s', (tag, told) => {
  expect(otherVersion(tag, { name: 'tidemark', version: '1.2.0' })).toBe(told)
})
