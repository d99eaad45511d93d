import { describe, expect, test } from 'vitest'
import { type BuildFacts, describeBuild, formatStatement, parseStatement } from '../src/index.ts'

const FACTS: BuildFacts = {
  serverUrl: 'https://github.com',
  repository: 'octocat/hello',
  tag: 'v1.0.0',
  name: 'hello',
  version: '1.0.0',
  commit: 'c'.repeat(40),
  sourceDate: 1_700_000_000,
  artifacts: [{ kind: 'application', target: 'cp312-any' }, { kind: 'source' }],
  compilers: [{ runtime: 'cp312', toolchain: 'native', version: '3.12.1', magic: 3531 }],
  wheels: [{ file: 'a-1.0-py3-none-any.whl', name: 'A', version: '1.0', sha256: 'f'.repeat(64) }],
  config: { path: 'pyproject.toml', sha256: 'd'.repeat(64) },
  alongside: [],
}
const RUN = {
  serverUrl: 'https://github.com',
  repository: 'octocat/hello',
  ref: 'refs/heads/main',
  sha: 'c'.repeat(40),
  workflowRef: 'octocat/hello/.github/workflows/release.yml@refs/heads/main',
  jobWorkflowRef: 'shared/flows/.github/workflows/build.yml@refs/tags/v2',
  runId: '1',
  runAttempt: '2',
  eventName: 'push',
  repositoryId: '3',
  repositoryOwnerId: '4',
  runnerEnvironment: 'github-hosted',
  visibility: 'public',
}

describe('the predicate', () => {
  test('records the request and the inputs, and nothing about the machine', () => {
    expect(describeBuild(FACTS)).toEqual({
      buildDefinition: {
        buildType: 'pkg:npm/exuvia#build-type/release/v1',
        externalParameters: {
          repository: 'https://github.com/octocat/hello',
          ref: 'refs/tags/v1.0.0',
          name: 'hello',
          version: '1.0.0',
          targets: ['cp312-any'],
          sourceTwin: true,
          config: { name: 'pyproject.toml', digest: { sha256: 'd'.repeat(64) } },
        },
        internalParameters: { sourceDate: 1_700_000_000 },
        resolvedDependencies: [
          {
            uri: 'git+https://github.com/octocat/hello@refs/tags/v1.0.0',
            digest: { gitCommit: 'c'.repeat(40) },
          },
          {
            name: 'cp312',
            uri: 'pkg:generic/cpython@3.12.1',
            annotations: { toolchain: 'native', magic: 3531 },
          },
          {
            name: 'a-1.0-py3-none-any.whl',
            digest: { sha256: 'f'.repeat(64) },
            annotations: { distribution: 'A', version: '1.0' },
          },
        ],
      },
      runDetails: { builder: { id: 'pkg:npm/exuvia#builder/local/v1' } },
    })
  })

  test('names the run, the workflow that was started and the one that built', () => {
    const { buildDefinition, runDetails } = describeBuild(FACTS, RUN) as Record<
      string,
      Record<string, unknown>
    >
    expect(buildDefinition?.['externalParameters']).toMatchObject({
      workflow: {
        ref: 'refs/heads/main',
        repository: 'https://github.com/octocat/hello',
        path: '.github/workflows/release.yml',
      },
    })
    expect(runDetails).toEqual({
      builder: { id: 'https://github.com/shared/flows/.github/workflows/build.yml@refs/tags/v2' },
      metadata: { invocationId: 'https://github.com/octocat/hello/actions/runs/1/attempts/2' },
    })
  })

  test('names the commit of the workflow if another commit was built', () => {
    const dependencies = (facts: BuildFacts, run?: typeof RUN): unknown =>
      (describeBuild(facts, run) as { buildDefinition: { resolvedDependencies: unknown[] } }).buildDefinition
        .resolvedDependencies.length
    expect(dependencies(FACTS, RUN)).toBe(3)
    expect(dependencies(FACTS, { ...RUN, sha: 'e'.repeat(40) })).toBe(4)
    expect(dependencies({ ...FACTS, commit: undefined })).toBe(2)
  })
})

describe('a statement', () => {
  const subjects = ['b', 'a'].map((name) => ({ name, sha256: name.repeat(64) }))

  test('is the same text for the same facts, in any order of the files', () => {
    const text = formatStatement(subjects, describeBuild(FACTS))
    expect(formatStatement(subjects.toReversed(), describeBuild(FACTS))).toBe(text)
    expect(parseStatement(text, 'here')).toEqual({
      subjects: subjects.toReversed(),
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: describeBuild(FACTS),
    })
  })

  test('is read with fields of later versions, and without subjects that have no SHA-256', () => {
    const text = JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        { name: 'a', digest: { sha256: 'A'.repeat(64), sha512: 'x' }, annotations: {} },
        { name: 'b', digest: { sha512: 'x' } },
        { digest: { sha256: 'short' } },
      ],
      predicateType: 'https://example.com/other',
      later: true,
    })
    expect(parseStatement(text, 'here')).toEqual({
      subjects: [{ name: 'a', sha256: 'a'.repeat(64) }],
      predicateType: 'https://example.com/other',
      predicate: {},
    })
  })

  test.each([
    '',
    'null',
    '[]',
    '{}',
    JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', subject: [], predicateType: 'x' }),
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v0.1',
      subject: [{ digest: {} }],
      predicateType: 'x',
    }),
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest: 1 }],
      predicateType: 'x',
    }),
  ])('is refused as %s', (text) => {
    expect(() => parseStatement(text, 'file.json')).toThrow(/file\.json is not an in-toto statement: \S/)
  })
})
