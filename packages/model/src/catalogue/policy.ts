import type { MessageText } from './text.ts'

/** What the policy decides, and archives that are judged by it. */
export const POLICY = {
  'lazy-imports-unused': {
    message: 'launch.lazy-imports has no effect: no target is CPython 3.15 or later',
    advice: 'add a target such as "cp315", or remove the line',
  },
  'rule-matches-nothing': {
    message: 'no file matches the policy rule with {condition}',
    advice: '{suggestion}correct the rule or remove it',
  },
  'rule-not-for-files': {
    message: '{rule} says {said}, which holds for modules alone, but matches only other files: {example}',
    advice: 'use ship = "data" or "exclude", or correct the rule',
  },
  'rule-never-decides': {
    message: '{rule} never applies: {reason}',
    advice: 'move it up, or remove it',
  },
  'rule-license-invalid': {
    message: '"{license}" is neither an SPDX licence expression nor a set of licences',
    advice: 'use an expression of https://spdx.org/licenses, for example "GPL-3.0-or-later"',
  },
  'rule-ended': {
    message: '{rule} was to be used until {until}, and today is {today} ({reason})',
    advice: 'remove the rule, or write a later date if its reason still holds',
  },
  'rule-ends-soon': {
    message: '{rule} ends on {until}: {left} ({reason})',
    advice: 'decide what follows it; from the next day on, it is an error',
  },
  'license-set-unused': {
    message: 'no policy rule names the licences "@{name}"',
    advice: 'write license = "@{name}" in a rule, or remove the set',
  },
  'finding-accepted': { message: 'accepted {finding}: {message} ({reason})' },
  'acceptance-unused': {
    message: 'no finding {finding} about {distribution} is left to accept',
    advice: '{suggestion}correct the entry or remove it',
  },
  'hides-standard-module': {
    message:
      '{distribution} brings the module "{module}", which hides the one of the standard library of {runtimes}',
    advice:
      'leave it out with a policy rule with ship = "exclude", or accept it:\n[[tool.exuvia.accept]]\nfinding = "hides-standard-module"\ndistribution = "{distribution}"\nreason = "<why>"',
  },
  'pth-at-start': {
    message:
      '{distribution} brings {file}, which can run code at every start of a Python that it is installed in',
    advice:
      'read the file; an archive of Exuvia leaves it out, because Python reads it in site-packages alone',
  },
  'runs-at-start': {
    message: '{distribution} brings {module}, which Python runs at every start if lib/ is on its path',
    advice:
      'leave it out with a policy rule with ship = "exclude", or accept it:\n[[tool.exuvia.accept]]\nfinding = "runs-at-start"\ndistribution = "{distribution}"\nreason = "<why>"',
  },
  'inside-other-package': {
    message: '{distribution} adds {files} to the package "{package}" of {owner}, such as {example}',
    advice:
      'leave them out with a policy rule with ship = "exclude", or accept it:\n[[tool.exuvia.accept]]\nfinding = "inside-other-package"\ndistribution = "{distribution}"\nreason = "<why>"',
  },
  'copyleft-without-source': {
    message:
      '{distribution} is licensed under {license}, which requires its source, but ships as bytecode without a source twin',
    advice: 'ship it as "source" or "both", or set policy.source-twin = "auto"',
  },
  'copyleft-native': {
    message:
      '{distribution} is licensed under {license} and has native files; neither its wheel nor the source twin has their source',
    advice: 'publish its source distribution (sdist) on the same release',
  },
  'source-not-allowed': {
    message: 'the policy does not allow this source file to ship (decision: {decision})',
    advice: 'leave it out, or add a policy rule with ship = "source" or "data" and a reason',
  },
  'source-without-bytecode': {
    message: '{files} would ship as source: bytecode replaces only the Python modules below lib/',
    advice:
      'leave out what no customer needs, or write ship = "data" to ship it:\n[[tool.exuvia.policy.rules]]\ndistribution = "{distribution}"\npath = "{glob}"\nship = "exclude"\nreason = "<why>"',
  },
  'file-excluded': { message: 'the policy leaves this file out ({rule}: {reason})' },
  'bytecode-not-allowed': {
    message: 'the policy does not allow this bytecode file to ship (decision: {decision})',
  },
  'file-not-planned': { message: 'no policy decision covers this file' },
  'file-missing': { message: 'the policy ships this file, but the archive does not have it' },
  'bytecode-wrong-runtime': { message: 'bytecode for {found}; expected {expected}' },
  'bytecode-runtime-unknown': {
    message: 'bytecode with magic number {magic}, which no known Python has; {expected} is unknown too',
    advice: 'update Exuvia; this version knows CPython 2.7 to 3.15 and PyPy 2.7 to 3.11',
  },
  'bytecode-shadowed': {
    message: 'Python never imports a __pycache__ file without its source (PEP 3147)',
    advice: 'move it beside its package: {path}',
  },
  policy: {
    message: 'policy check failed: {errors}',
    advice: 'exuvia explain PATH shows which rule decides about a file',
  },
  'unknown-path': {
    message: 'the release has no file "{path}"',
    advice: 'similar paths: {nearest}',
  },
  'archive-unread': {
    message: 'not examined: Exuvia does not read this {format} file',
    advice: 'pack it as .tar.gz, .tar.xz, .tar.zst, .zip or .whl, or leave it out of the release',
  },
  'nested-source': {
    message: 'the archive contains Python source that the policy does not allow: {sources}',
    advice: 'leave it out, or allow it with a policy rule with ship = "data" and a reason',
  },
  'nested-unread': {
    message: 'the archive can contain Python source and was not examined: {reason}',
    advice: 'unpack it, leave it out, or allow it with a policy rule with ship = "data" and a reason',
  },
  'native-wrong-machine': {
    message: 'machine code for {found}, but {platform} is {expected}',
    advice: 'use a wheel for {platform}, or build the file for it',
  },
  'native-wrong-python': {
    message: 'the name of this module is for {found}: {expected} never imports it',
    advice: 'use a wheel for {expected}, or build the file for it',
  },
  'native-too-new': {
    message: 'needs {found} or later, but {platform} promises {expected}',
    advice: 'use a wheel for older systems, or the platform {fitting}',
  },
  'path-not-on-windows': {
    message: 'Windows cannot store this file: "{part}" is not a valid name there',
    advice: 'rename it, or leave it out of targets for Windows: target = "*-windows-*", ship = "exclude"',
  },
  'native-unread': {
    message: 'machine code that was not examined: {reason}',
    advice: 'check by hand which platform it is for',
  },
  'packed-against-policy': {
    message: '{file} does not contain what the policy decided',
    advice: 'report this as a bug of Exuvia, with the findings above',
  },
  'against-policy': {
    message: 'policy check failed for additional files',
    advice: 'remove them, or add policy rules that allow them',
  },
} as const satisfies Record<string, MessageText>
