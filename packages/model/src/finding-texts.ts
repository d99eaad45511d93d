/** The sentence of one kind of finding; `{name}` stands for an argument. */
export interface FindingText {
  readonly message: string
  readonly advice?: string
}

/**
 * Every finding there is. Codes are stable: scripts and CI filters rest on them.
 * Each has its section in docs/findings.md.
 */
export const FINDING_TEXTS = {
  // Project
  'version-derived': { message: 'version {version} taken from {source}' },
  'file-skipped': { message: 'left out: {reason}' },
  'glob-matches-nothing': { message: '"{glob}" matches no file', advice: 'correct the glob or remove it' },
  'license-guessed': {
    message: 'licence "{license}" was guessed from {source}',
    advice: 'settle it: add \'"{distribution}" = "{license}"\' under [tool.exuvia.licenses]',
  },
  'license-unknown': {
    message: '{distribution} does not say its licence in a form that can be relied on ({found})',
    advice: 'add \'"{distribution}" = "<SPDX expression>"\' under [tool.exuvia.licenses]',
  },
  'wheel-missing': {
    message: 'no wheel of {distribution} in the wheelhouse fits {target}; there are: {available}',
    advice: 'add a wheel for it to the wheelhouse, or leave the target out',
  },
  'wheel-record-mismatch': {
    message: '{wheel}: {detail}',
    advice: 'get the wheel again; its RECORD does not fit its files',
  },
  'dependency-missing': {
    message: '{distribution} is required by {requirer}, and no wheel of it is in the wheelhouse',
    advice:
      'add its wheel to the wheelhouse, or list it under dependencies.provided where the customer installs it',
  },
  'path-collision': { message: '{path} comes from both {first} and {second}', advice: 'exclude one of them' },
  'requires-python': { message: '{distribution} needs Python {requires}, which {target} is not' },
  'pth-not-run': { message: 'a .pth file does nothing in an unpacked release, and was left out' },
  // Compile
  'syntax-error': { message: '{message}', advice: '{excerpt}' },
  'compile-failed': { message: '{compiler} cannot compile it: {detail}' },
  'toolchain-fallback': { message: '{runtime} is compiled with {used}: {reason}' },
  // Policy
  'rule-matches-nothing': {
    message: 'policy rule {rule} matches no file',
    advice: 'correct the rule or remove it',
  },
  'rule-not-for-files': {
    message: 'policy rule {rule} says "{ship}", and matches only files that cannot become it: {example}',
    advice: 'say "data" or "exclude", or correct the rule',
  },
  'rule-never-decides': {
    message: 'policy rule {rule} never decides: earlier rules match all of its files',
    advice: 'move it up, or remove it',
  },
  'rule-license-invalid': {
    message: '"{license}" is neither an SPDX licence expression nor the word "{class}"',
    advice: 'write one of https://spdx.org/licenses, for example "GPL-3.0-or-later"',
  },
  'copyleft-without-source': {
    message:
      '{distribution} is under {license}, which asks for its source, and ships as bytecode with no source twin',
    advice: 'ship it as "source" or "both", or set policy.source-twin = "auto"',
  },
  'copyleft-native': {
    message:
      '{distribution} is under {license} and has native files, whose source is not in its wheel and so in no source twin',
    advice: 'put its source distribution (sdist) on the same release',
  },
  'source-not-allowed': {
    message: 'source file where the policy allows none (decided: {decision})',
    advice: 'leave it out, or let a policy rule say "source" or "data" for it, with the reason',
  },
  'file-excluded': { message: 'a file that the policy leaves out ({rule}: {reason})' },
  'bytecode-not-allowed': { message: 'bytecode file where the policy allows none (decided: {decision})' },
  'file-not-planned': { message: 'a file that no decision covers' },
  'file-missing': { message: 'a file that was decided to ship is not there' },
  'bytecode-wrong-runtime': { message: 'bytecode for {found}, where {expected} is wanted' },
  'bytecode-shadowed': {
    message: 'a __pycache__ file without its source never imports (PEP 3147)',
    advice: 'put it beside its package as {path}',
  },
  'archive-nested': { message: 'an archive inside the archive was not looked into' },
} as const satisfies Record<string, FindingText>

export type FindingCode = keyof typeof FINDING_TEXTS
