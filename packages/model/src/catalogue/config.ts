import type { MessageText } from './text.ts'

/** The configuration file and its values. */
export const CONFIG = {
  'settings-not-added': {
    message: '{file} writes its tables in a form that init cannot extend',
    advice: 'write each as a table of its own, or add these lines by hand:\n{lines:lines}',
  },
  'licenses-not-added': {
    message: '{file} writes its licences in a form that --write cannot extend',
    advice: 'move them to a table [{table}], or add these lines by hand:\n{lines:lines}',
  },
  'rules-not-added': {
    message: '{file} writes its policy in a form that --write cannot extend',
    advice: 'write it as a table, without braces, and then add these lines:\n{lines:lines}',
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
  'no-pyproject': {
    message: 'no pyproject.toml in {folder}',
    advice:
      'go to the folder of the project, or name it with --project FOLDER; or create the file with at least:\n[project]\nname = "…"\nversion = "…"',
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
