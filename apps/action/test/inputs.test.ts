import { ExuviaError } from '@exuvia/model'
import { describe, expect, test } from 'vitest'

import { COMMANDS, INPUTS } from '../src/commands.ts'
import { readInputs } from '../src/inputs.ts'

describe('the inputs', () => {
  test('have the defaults of action.yml', () => {
    expect(readInputs({})).toEqual({
      command: 'build',
      project: '.',
      config: undefined,
      version: undefined,
      wheels: [],
      locked: false,
      offline: false,
      targets: [],
      out: undefined,
      part: false,
      cache: undefined,
      allowDirty: undefined,
      paths: [],
      repository: undefined,
      tag: undefined,
      draft: undefined,
      prerelease: undefined,
      latest: undefined,
      replace: false,
      notes: undefined,
      provenance: undefined,
      files: [],
      commentData: undefined,
      sarif: undefined,
      report: undefined,
      token: undefined,
    })
  })

  test('accept lists by line, and targets also by space', () => {
    const inputs = readInputs({
      INPUT_COMMAND: 'release',
      INPUT_TOKEN: 'x',
      INPUT_TARGETS: 'cp311-any cp312-any\n cp313-any\n',
      INPUT_FILES: 'a file.txt\n\n b \n',
      INPUT_WHEEL: 'wheelhouse/*.whl\n',
      INPUT_LOCKED: 'true',
      INPUT_OFFLINE: 'true',
    })
    expect(inputs).toMatchObject({ wheels: ['wheelhouse/*.whl'], locked: true, offline: true })
    expect(inputs.targets).toEqual(['cp311-any', 'cp312-any', 'cp313-any'])
    expect(inputs.files).toEqual(['a file.txt', 'b'])
  })

  test('use the tag that started the workflow, unless another is given', () => {
    const env = {
      INPUT_COMMAND: 'release',
      INPUT_TOKEN: 'x',
      GITHUB_REF_TYPE: 'tag',
      GITHUB_REF_NAME: 'v1.2',
    }
    expect(readInputs(env).tag).toBe('v1.2')
    expect(readInputs({ ...env, INPUT_TAG: 'v2' }).tag).toBe('v2')
    expect(readInputs({ ...env, GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'main' }).tag).toBeUndefined()
  })

  test('accept a tag by its name, and as github.ref names it', () => {
    const env = { INPUT_COMMAND: 'release', INPUT_TOKEN: 'x' }
    expect(readInputs({ ...env, INPUT_TAG: 'refs/tags/v1.2' }).tag).toBe('v1.2')
    expect(readInputs({ ...env, INPUT_TAG: 'service/v1.2' }).tag).toBe('service/v1.2')
  })

  test.each(['true', 'True', 'TRUE'])('accept %s as yes', (value) => {
    expect(readInputs({ INPUT_COMMAND: 'release', INPUT_TOKEN: 'x', INPUT_DRAFT: value }).draft).toBe(true)
  })

  test.each([
    [
      'command',
      'publsh',
      'must be one of check, plan, build, merge, publish, release, comment, not "publsh"',
    ],
    ['draft', 'yes', 'must be true or false, not "yes"'],
    ['replace', '1', 'must be true or false, not "1"'],
    ['cache', 'maybe', 'must be true or false, not "maybe"'],
    ['prerelease', 'no', 'must be true or false, not "no"'],
    ['provenance', 'signed', 'must be true or false, not "signed"'],
    ['latest', 'yes', 'must be true, false or legacy, not "yes"'],
    ['repository', 'octocat', 'must be OWNER/NAME, not "octocat"'],
    ['targets', 'cp312-any linux', 'must contain targets such as cp312-any; "linux" is not one'],
    ['project', 'a\nb', 'must be a single line'],
    ['tag', 'v1\nv2', 'must be a single line'],
    ['tag', 'refs/heads/main', 'must be the name of a tag, not "refs/heads/main"'],
    ['token', 'ghs_1\nghs_2', 'must be a single line'],
    ['part', 'true', 'applies to "build" only, not to "release"'],
    ['paths', 'dist', 'applies to "merge" and "publish" only, not to "release"'],
    ['sarif', 'x.sarif', 'applies to "check" and "build" only, not to "release"'],
    ['comment-data', 'x.json', 'applies to "build", "merge" and "comment" only, not to "release"'],
  ])('%s: %j is refused with the name of the input and what it may be', (name, value, message) => {
    const env = { INPUT_COMMAND: 'release', INPUT_TOKEN: 'ghs_x', [`INPUT_${name.toUpperCase()}`]: value }
    expect(messageFor(env)).toBe(`bad-input: the input "${name}" ${message}`)
  })

  test('that are invalid do not show a token', () => {
    expect(() => readInputs({ INPUT_TOKEN: 'ghs_1\nghs_2' })).toThrow(/^(?!.*ghs_).*$/s)
  })

  test('name the nearest command for an unknown one', () => {
    expect(hintOf({ INPUT_COMMAND: 'relaese' })).toBe('did you mean "release"?')
    expect(hintOf({ INPUT_COMMAND: 'deploy' })).toBeUndefined()
  })

  test.each([
    [{ INPUT_COMMAND: 'merge' }, 'the input "paths" is required by the command "merge"'],
    [
      { INPUT_COMMAND: 'publish', INPUT_TOKEN: 'x' },
      'the input "paths" is required by the command "publish"',
    ],
    [{ INPUT_COMMAND: 'comment', INPUT_TOKEN: 'x' }, 'the input "comment-data" is required'],
    [{ INPUT_COMMAND: 'comment', 'INPUT_COMMENT-DATA': 'x' }, 'the command "comment" needs a token'],
    [{ INPUT_COMMAND: 'publish', INPUT_PATHS: 'dist' }, 'the command "publish" needs a token'],
    [
      { INPUT_PART: 'true', 'INPUT_COMMENT-DATA': 'x' },
      'the input "comment-data" applies to a whole release',
    ],
  ])('%j names the missing input', (env, message) => {
    expect(() => readInputs(env)).toThrow(message)
  })

  test('are the same for every command: each input works with the commands that list it', () => {
    const valid: Record<string, string> = {
      locked: 'true',
      offline: 'true',
      targets: 'cp312-any',
      part: 'true',
      cache: 'true',
      repository: 'octocat/hello',
      draft: 'true',
      prerelease: 'true',
      latest: 'true',
      replace: 'true',
      'append-notes': 'true',
      provenance: 'true',
    }
    for (const command of COMMANDS) {
      const needs = { INPUT_TOKEN: 'x', INPUT_PATHS: 'x', 'INPUT_COMMENT-DATA': 'x' }
      const base = Object.fromEntries(
        Object.entries(needs).filter(([key]) =>
          takers(key.slice('INPUT_'.length).toLowerCase()).includes(command),
        ),
      )
      for (const name of Object.keys(INPUTS)) {
        if (name in base || (name === 'part' && 'INPUT_COMMENT-DATA' in base)) continue
        const env = { ...base, INPUT_COMMAND: command, [`INPUT_${name.toUpperCase()}`]: valid[name] ?? 'x' }
        const taken = takers(name).includes(command)
        const expected = taken ? 'none was thrown' : `bad-input: the input "${name}" applies to `
        expect(messageFor(env).slice(0, expected.length), `${command} ${name}`).toBe(expected)
      }
    }
  })
})

function takers(name: string): readonly string[] {
  return (INPUTS as Readonly<Record<string, readonly string[]>>)[name] ?? []
}

function messageFor(env: NodeJS.ProcessEnv): string {
  try {
    readInputs(env)
    return 'none was thrown'
  } catch (error) {
    return error instanceof ExuviaError ? `${error.code}: ${error.message}` : String(error)
  }
}

function hintOf(env: NodeJS.ProcessEnv): string | undefined {
  try {
    readInputs(env)
    return 'none was thrown'
  } catch (error) {
    return error instanceof ExuviaError ? error.hint : String(error)
  }
}
