import type { MessageText } from './text.ts'

/** Lock files, and the wheels that they name. */
export const LOCKS = {
  'bad-lock': { message: 'invalid lock file: {problem}', advice: '{advice:lines}' },
  'no-lock': {
    message: 'dependencies.lock is "{file}", which does not exist',
    advice: 'make it: exuvia lock; or correct the path, which is relative to the project',
  },
  'lock-needed': {
    message: 'the project has no lock file',
    advice:
      'make one: exuvia lock; or name one: [tool.exuvia.dependencies] lock = "uv.lock", "pylock.toml" or "requirements.txt" with hashes',
  },
  'lock-used': { message: 'the dependencies come from {file}' },
  'lock-outdated': {
    message: '{file} does not match pyproject.toml: {changes}',
    advice: 'make it again: {command}',
  },
  'lock-target': {
    message: '{file} does not cover {target}: {reason}',
    advice:
      'extend requires-python or tool.uv.environments and make the lock again (exuvia lock), or remove the target',
  },
  'lock-ambiguous': {
    message: '{file} has several versions of {distribution} for {target}: {versions}',
    advice: 'write targets with a platform, for example targets = ["{example}"]',
  },
  'lock-conflict': {
    message:
      '{file} has several versions of {distribution} for {target}, and extras or groups choose: {versions}',
    advice: 'ship only one of those that exclude each other: dependencies.extras, dependencies.groups',
  },
  'lock-newest-patch': {
    message:
      '{target} gets {distribution}: {file} has another version for older patch versions of this Python',
    advice: 'set requires-python to the patch versions that you support, and lock again',
  },
  'lock-source': {
    message: '{distribution} has no wheel: it comes from {source}',
    advice:
      'let exuvia build run its backend: [tool.exuvia.dependencies] build = ["{name}"]\nor put its wheel into a wheelhouse, which goes with the lock: {command}\n[tool.exuvia.dependencies] wheelhouse = "wheels"',
  },
  'wheel-built': { message: '{wheel} is built here from {source}' },
  'wheel-unbuilt': {
    message: '{distribution} is not built yet from {source}, so its files are not known',
    advice: 'run exuvia build, which builds it; other commands then read that wheel',
  },
  'wheel-of-another-package': {
    message: 'the backend of {expected} built {wheel}',
    advice: 'correct the name or version in its source, then make the lock again: exuvia lock',
  },
  'git-failed': {
    message: 'git cannot check out {commit} from {host}: {reason}',
    advice: 'check the network and your access to the repository\n{output:lines}',
  },
  'lock-incomplete': {
    message: '{requirer} requires {requirement}, but {file} has {found}',
    advice: 'make the lock again: {command}',
  },
  'no-lock-tool': {
    message: 'exuvia lock needs uv, which does not work here ({tried})',
    advice: 'install uv (python3 -m pip install uv) and run it again, or type: {command}',
  },
  'lock-tool-warns': { message: '{tool} warns: {text}' },
  'lock-failed': {
    message: '{tool} could not make {file}: {reason}',
    advice: 'read the end of its output, or repeat it by hand: {command}\n{output:lines}',
  },
  'unknown-extra': {
    message: 'dependencies.extras names "{extra}", which is no extra of {where}; it has: {known}',
    advice: 'correct the name, or remove it',
  },
  'unknown-group': {
    message: 'dependencies.groups names "{group}", which is no dependency group of {where}; it has: {known}',
    advice: 'correct the name, or remove it',
  },
  'wheel-yanked': {
    message: '{wheel} was withdrawn from its index: {reason}',
    advice: 'lock another version',
  },
  'yanks-unknown': {
    message:
      'whether an index withdrew files of these is unknown, because no index listed them: {distributions}',
  },
  'wheel-digest': {
    message: '{file} has the digest {found}; {lock} names {expected}',
    advice: 'do not use this file; compare it with the index, then make the lock again',
  },
  'wheel-offline': {
    message: 'the cache lacks files of {lock}, and --offline forbids the network: {files}',
    advice: 'run once without --offline',
  },
  'certificates-invalid': {
    message: '{variable} names {file}, which holds no readable certificates: {reason}',
    advice: 'correct the variable or remove it',
  },
  'download-failed': {
    message: 'cannot download {file} from {host}: {reason}',
    advice: '{advice:lines}',
  },
  'index-failed': {
    message: 'cannot read {distribution} from the index {host}: {reason}',
    advice: '{advice:lines}',
  },
} as const satisfies Record<string, MessageText>
