import type { MessageText } from './text.ts'

/** The configuration and its place. */
export const CONFIG_FILE = {
  'already-configured': {
    message: '{file} already configures Exuvia',
    advice: 'edit it by hand; "exuvia schema" describes every key',
  },
  'config-twice': {
    message: 'found two configurations: exuvia.toml and [tool.exuvia] in pyproject.toml',
    advice: 'move all settings into one of them',
  },
  'config-missing': {
    message: 'the configuration {file} does not exist',
    advice: 'check the path of --config',
  },
  'config-without-table': {
    message: 'the configuration {file} has no table [tool.exuvia]',
    advice: 'write one: exuvia init',
  },
  'config-unreadable': {
    message: 'cannot read the configuration {file}: {reason}',
    advice: 'check that you may read it',
  },
  'config-too-large': {
    message: 'the configuration {file} is too large: the limit is {limit} bytes',
    advice: 'name a configuration file',
  },
  'config-invalid': {
    message: 'invalid configuration:\n{problems:lines}',
    advice: '"exuvia schema" describes every key',
  },
  'no-targets': {
    message: 'no targets: {file} has no tool.exuvia.targets',
    advice: 'write a first configuration with "exuvia init", or add: targets = ["cp312"]',
  },
  'unknown-target': {
    message: '"{target}" is not a target of this release',
    advice: 'its targets are {known}',
  },
  'no-compiler': {
    message: 'found no Python on this machine, and no embedded compiler is installed',
    advice: 'npm install --save-dev @exuvia/cpython-312',
  },
  'no-fitting-compiler': {
    message: 'the project requires Python {requires}, but this machine compiles only for {found}',
    advice: 'install a matching Python, or an embedded one: npm install --save-dev @exuvia/cpython-313',
  },
  'proxy-invalid': {
    message: 'HTTP_PROXY or HTTPS_PROXY is not an address: {reason}',
    advice: 'use the form http://HOST:PORT',
  },
  'matrix-too-large': {
    message: '{count} targets make {count} jobs, but GitHub allows {limit} per matrix',
    advice:
      'build several targets in one part: exuvia build --part --target A --target B; or plan some with --target',
  },
} as const satisfies Record<string, MessageText>
