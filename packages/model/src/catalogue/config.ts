import type { MessageText } from './text.ts'

/** pyproject.toml, exuvia.toml and names in them. */
export const CONFIG = {
  'no-pyproject': {
    message: 'no pyproject.toml in {folder}',
    advice:
      'go to the folder of the project, or create the file with at least:\n[project]\nname = "…"\nversion = "…"',
  },
  'bad-toml': {
    message: 'invalid TOML: {reason}',
    advice: '{advice:lines}',
  },
  'bad-pyproject': { message: 'the key {key} {problem}', advice: '{advice:lines}' },
  'config-syntax': {
    message: 'invalid TOML: {reason}',
    advice: '{advice:lines}',
  },
  'bad-target': {
    message: '"{target}" is not a target: {reason}',
    advice: 'a target is a runtime and a platform tag: cp312-any, cp311-manylinux_2_28_x86_64',
  },
  'bad-requirement': {
    message: '{where}: "{text}" is not a dependency specifier: {reason}',
    advice: 'for example: "click >=8.1,<9 ; python_version < \'3.12\'"',
  },
  'bad-wheel-name': {
    message: '"{filename}" is not a wheel file name',
    advice: 'use name-version(-build)-python-abi-platform.whl, for example click-8.1.7-py3-none-any.whl',
  },
  'wheel-not-for-runtime': {
    message: '{wheel} is not for {runtime}: its tags are {tags}',
    advice: 'use a wheel for this Python, or another --runtime',
  },
} as const satisfies Record<string, MessageText>
