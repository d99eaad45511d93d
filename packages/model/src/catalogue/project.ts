import type { MessageText } from './text.ts'

/** Reading the project, its metadata and its wheelhouse. */
export const PROJECT = {
  'version-derived': { message: 'using version {version} from {source}' },
  'git-refuses': {
    message: 'git cannot read the repository, so the release records no commit: {reason}',
    advice: 'install git, or trust the folder: git config --global --add safe.directory FOLDER',
  },
  'path-outside': {
    message: '{path} leads out of {root}',
    advice: 'put the file or folder itself there, in place of the link or path',
  },
  'file-skipped': { message: 'left out: {reason}' },
  'glob-matches-nothing': {
    message: '{key} is "{glob}", which matches no file of the project',
    advice: '{suggestion}correct the glob or remove it; paths are relative to the project',
  },
  'license-guessed': {
    message: 'licence "{license}" is a guess from {source}',
    advice: 'confirm it: add \'"{distribution}" = "{license}"\' under [tool.exuvia.licenses]',
  },
  'license-unknown': {
    message: '{distribution} declares no licence that Exuvia can rely on ({found})',
    advice: 'add \'"{distribution}" = "<SPDX expression>"\' under [tool.exuvia.licenses]',
  },
  'license-contradicted': {
    message: 'its licence texts are of {license}, and its metadata says otherwise ({found})',
    advice:
      'the texts decide; if they should not, add \'"{distribution}" = "<SPDX expression>"\' under [tool.exuvia.licenses]',
  },
  'licenses-unused': {
    message: 'licences are given for {distributions}, which no target contains',
    advice: 'remove these lines under [tool.exuvia.licenses], or correct the names',
  },
  'builds-unused': {
    message: 'dependencies.build names {distributions}, which no target builds from source',
    advice: 'remove these names: each target has a wheel of the package, or does not need it',
  },
  'locked-unrequired': {
    message: '{lock} lists packages that the project does not require, directly or not: {distributions}',
    advice: 'they ship; if the project required them once, make the lock again: exuvia lock',
  },
  'wheels-unused': {
    message: 'no target uses these wheels of the wheelhouse: {wheels}',
    advice: 'remove them if they are left over from an earlier version',
  },
  'wheel-missing': {
    message: 'no wheel of {distribution} in {origin} fits {target}; available: {available}',
    advice:
      'use a version that has one, add a matching wheel to a wheelhouse (dependencies.wheelhouse), or remove the target',
  },
  'wheel-for-some-platforms': {
    message:
      '{distribution} is in the targets for {platforms} and not in {target}: only some platforms require it',
    advice:
      'customers of other platforms that require it install it themselves; exuvia plan lists what each target has',
  },
  'wheel-record-mismatch': {
    message: '{wheel} does not match its RECORD: {detail}',
    advice:
      'download the wheel again; if its index lists this SHA-256, its publisher made it so, and you can accept it:\n[[tool.exuvia.accept]]\nfinding = "wheel-record-mismatch"\ndistribution = "{distribution}"\nsha256 = "{sha256}"\nreason = "<why>"',
  },
  'dependencies-without-source': {
    message:
      '{project} requires {distributions}, and has neither a lock file nor a wheelhouse to take them from',
    advice:
      'make a lock file with "exuvia lock", or name a folder of wheels: dependencies.wheelhouse; if the customer installs them, set dependencies.provided = ["*"]',
  },
  'dependency-missing': {
    message: '{distribution} is required by {requirer}, but the wheelhouse has no wheel of it',
    advice:
      'add its wheel to the wheelhouse, or list it under dependencies.provided if the customer installs it',
  },
  'project-version-unfit': {
    message: '{requirer} requires {wanted}, but this project is {name} {version}',
    advice: 'use a version of {requirer} for {name} {version}, or change the version of the project',
  },
  'path-collision': {
    message: '{first} and {second} bring different files for {paths}',
    advice:
      'leave one of them out with a policy rule:\n[[tool.exuvia.policy.rules]]\ndistribution = "{second}"\npath = "{glob}"\nship = "exclude"\nreason = "<why>"',
  },
  'requires-python': {
    message: '{distribution} requires Python {requires}, which excludes {target}',
    advice: 'remove the target, or use another version of {distribution}',
  },
  'requires-python-unread': {
    message: '{distribution} requires Python "{requires}", which is no version specifier (PEP 440)',
    advice: 'check that it runs on every target, or use another version of it',
  },
  'command-collision': {
    message: '{first} and {second} both have a command {command}',
    advice: 'rename one of them, or take {command} out of dependencies.scripts',
  },
  'unknown-command': {
    message: 'dependencies.scripts names {command}; the commands of the dependencies are {known}',
    advice: 'correct the name, or remove it from dependencies.scripts',
  },
  'bad-launcher': {
    message: 'cannot write a launcher for the command "{command}": {reason}',
    advice: 'correct the entry point under [project.scripts]: name = "package.module:function"',
  },
  'pth-not-run': { message: 'left out: Python does not run .pth files of an unpacked release' },
} as const satisfies Record<string, MessageText>
