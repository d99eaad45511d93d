import { ExuviaError } from '@exuvia/model'
import { describe, expect, test } from 'vitest'

import { readInputs } from '../src/inputs.ts'

describe('the inputs', () => {
  test('are what action.yml says where nothing is given', () => {
    expect(readInputs({})).toEqual({
      command: 'build',
      project: '.',
      config: undefined,
      version: undefined,
      targets: [],
      out: undefined,
      cache: true,
      repository: undefined,
      tag: undefined,
      draft: undefined,
      replace: false,
      notes: undefined,
      files: [],
      token: undefined,
    })
  })

  test('take lists by line, and targets also by space', () => {
    const inputs = readInputs({
      INPUT_TARGETS: 'cp311-any cp312-any\n cp313-any\n',
      INPUT_FILES: 'a file.txt\n\n b \n',
    })
    expect(inputs.targets).toEqual(['cp311-any', 'cp312-any', 'cp313-any'])
    expect(inputs.files).toEqual(['a file.txt', 'b'])
  })

  test('take the tag that started the workflow, unless another is given', () => {
    const env = { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.2' }
    expect(readInputs(env).tag).toBe('v1.2')
    expect(readInputs({ ...env, INPUT_TAG: 'v2' }).tag).toBe('v2')
    expect(readInputs({ GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'main' }).tag).toBeUndefined()
  })

  test.each(['true', 'True', 'TRUE'])('take %s for yes', (value) => {
    expect(readInputs({ INPUT_DRAFT: value }).draft).toBe(true)
  })

  test.each([
    ['INPUT_DRAFT', 'yes', 'the input "draft" is true or false, and is "yes"'],
    ['INPUT_COMMAND', 'publish', 'the input "command" is one of check, build, release, and is "publish"'],
  ])('%s=%s is refused with what it may be', (name, value, message) => {
    expect(() => readInputs({ [name]: value })).toThrow(new ExuviaError('usage', 'bad-input', message))
  })
})
