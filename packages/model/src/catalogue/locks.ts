import type { MessageText } from './text.ts'

/** Lock files, and the wheels that they name. */
export const LOCKS = {
  'bad-lock': { message: 'invalid lock file: {problem}', advice: '{advice:lines}' },
  'no-lock': {
    message: 'dependencies.lock is "{file}", which does not exist',
    advice: 'make it: uv lock; or correct the path, which is relative to the project',
  },
  'lock-needed': {
    message: 'no lock file, which --locked requires',
    advice:
      'make one: uv lock; or name one: [tool.exuvia.dependencies] lock = "uv.lock", "pylock.toml" or "requirements.txt" with hashes',
  },
  'lock-used': { message: 'the dependencies come from {file}' },
  'lock-outdated': {
    message: '{file} does not match pyproject.toml: {changes}',
    advice: 'make it again: {command}',
  },
  'lock-target': {
    message: '{file} does not cover {target}: {reason}',
    advice: 'make the lock for this target too, or remove the target',
  },
  'lock-ambiguous': {
    message: '{file} has several versions of {distribution} for {target}: {versions}',
    advice: 'write targets with a platform, for example targets = ["{example}"]',
  },
  'lock-source': {
    message: '{distribution} comes from {source}, of which Exuvia builds no wheel',
    advice:
      'build it into a wheelhouse, which goes with the lock: {command}\n[tool.exuvia.dependencies] wheelhouse = "wheels"',
  },
  'lock-incomplete': {
    message: '{requirer} requires {requirement}, but {file} has {found}',
    advice: 'make the lock again: {command}',
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
