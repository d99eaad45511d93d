import type { MessageText } from './text.ts'

/** What a project and its wheels have to have before a release is planned. */
export const METADATA = {
  'platform-needed': {
    message: 'the project has native files ({files}), so its targets must name a platform',
    advice: 'name the platform that they were built for, for example:\n{line}',
  },
  'no-source-folder': {
    message: '{key} is "{folder}", which is not a folder of the project',
    advice: 'correct the path; it is relative to the project',
  },
  'no-packages': {
    message: '{backend} finds no package for "{name}": {reason}',
    advice: 'name it in pyproject.toml:\n{lines:lines}',
  },
  'several-packages': {
    message: 'setuptools does not build several top-level {kind} ({names}) unless pyproject.toml lists them',
    advice: 'list them in pyproject.toml:\n{lines:lines}',
  },
  'no-version': {
    message: 'the project has no version: {reason}',
    advice: 'pass --version 1.2.3, or write under [project] in pyproject.toml:\nversion = "1.2.3"',
  },
  'bad-version': {
    message: '"{version}" from {source} is not a version (PEP 440)',
    advice: 'use a version such as 1.2.3, 1.2.3rc1 or 1.2.3.post1',
  },
  'version-conflict': {
    message: '--version says {given}, but pyproject.toml says {version}',
    advice: 'leave out --version, or change the version in pyproject.toml',
  },
  'bad-license': {
    message: 'licenses."{name}" is "{expression}", which is not an SPDX expression',
    advice: 'use an expression of https://spdx.org/licenses, or LicenseRef-<name>',
  },
  'bad-source-date': {
    message:
      'SOURCE_DATE_EPOCH is "{text}"; expected whole seconds since 1970, up to 8589934591 (the year 2242)',
    advice: 'export SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)',
  },
  'reserved-path': {
    message: 'project.include names {path}, a file that Exuvia writes',
    advice: 'remove it from project.include, or rename the file',
  },
  'no-interpreter-line': {
    message: 'the script {path} does not begin with #!',
    advice: 'begin it with "#!/usr/bin/env python3", or remove it from project.scripts',
  },
  'no-wheelhouse': {
    message: 'cannot read the wheelhouse {folder} ({key}): {reason}',
    advice: 'fill it: python3 -m pip download --only-binary :all: --dest {folder} -r requirements.txt',
  },
  'bad-wheel': {
    message: '{wheel} is not a valid wheel: {reason}',
    advice: 'download the wheel again, or use another version',
  },
} as const satisfies Record<string, MessageText>
