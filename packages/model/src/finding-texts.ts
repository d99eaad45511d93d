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
  'git-refuses': {
    message: 'git does not read the repository, so the release names no commit: {reason}',
    advice: 'let git read it: install it, or add the folder to its setting "safe.directory"',
  },
  'file-skipped': { message: 'left out: {reason}' },
  'glob-matches-nothing': {
    message: '{key} is "{glob}", which matches no file of the project',
    advice: '{suggestion}correct the glob or remove it; paths are relative to the project',
  },
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
  'bytecode-not-understood': {
    message: '{compiler} wrote bytecode for it that Exuvia cannot bring into its normal form: {detail}',
    advice:
      'report it as a bug of Exuvia; until then normalise = false (compile --no-normalise) ships what the compiler wrote',
  },
  'bytecode-as-compiled': {
    message: '{runtime} ships as its compiler writes it, with debug = "full" and not normalised: {reason}',
  },
  'toolchain-fallback': { message: '{runtime} is compiled with {used}: {reason}' },
  'toolchain-preview': {
    message: '{runtime} is compiled with {used}, a preview: no native build has confirmed its bytecode',
    advice: 'to compile with an interpreter of your own, set toolchain = "native"',
  },
  // Policy
  'rule-matches-nothing': {
    message: 'a policy rule with {condition} matches no file',
    advice: '{suggestion}correct the rule or remove it',
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
  'bytecode-runtime-unknown': {
    message:
      'bytecode with magic number {magic}, which no known Python has, and {expected} is not known either',
    advice: 'update Exuvia; this version knows CPython 2.7 to 3.15 and PyPy 2.7 to 3.11',
  },
  'bytecode-shadowed': {
    message: 'a __pycache__ file without its source never imports (PEP 3147)',
    advice: 'put it beside its package as {path}',
  },
  'archive-nested': { message: 'an archive inside the archive was not looked into' },
  // Several machines
  'build-partial': {
    message: '{built} of {all} targets are built, and the manifest names no other',
    advice: 'for a part that "exuvia merge" joins with the others, build it with --part',
  },
  'merge-release-differs': {
    message: 'the parts are not of one release: {what} is {values}',
    advice: 'build every part from the same commit, version and SOURCE_DATE_EPOCH, with the same Exuvia',
  },
  'merge-config-differs': {
    message: 'the parts were built with different settings: {values}',
    advice: 'build every part with the same configuration and the same options',
  },
  'merge-plan-differs': {
    message: '{what} is not the same in all parts: {values}',
    advice: 'give every machine the same checkout and the same wheelhouse',
  },
  'merge-compiler-differs': {
    message: '{runtime} was compiled by different compilers: {values}',
    advice: 'build with the same Python on every machine, or with compile.toolchain = "embedded"',
  },
  'merge-overlap': {
    message: 'parts hold different tarballs under this name: {values}',
    advice: 'build each target in one part',
  },
  'merge-unplanned': {
    message: '{part} holds it, and the release has no such tarball',
    advice: 'the part was changed after it was built: build it again',
  },
  'merge-gap': {
    message: 'no part has it',
    advice: 'build it: exuvia build --part{option}; or name the part that has it',
  },
  'merge-tarball-missing': {
    message: '{part} names it, and it is not beside it',
    advice: 'hand over the whole folder of the part',
  },
  'merge-tarball-differs': {
    message: 'it is not as {part} says: {detail}',
    advice: 'it was damaged or changed on the way: hand the part over again, or build it again',
  },
  // Publish
  'publish-no-assets': {
    message: 'there is nothing to publish',
    advice: 'name a folder or files that exist',
  },
  'publish-too-many-assets': {
    message: '{count} assets, and GitHub takes {limit} a release',
    advice: 'publish fewer, or put some into one archive',
  },
  'publish-name-unsafe': {
    message: 'GitHub would rename it to "{rewritten}", or it is longer than {limit} characters',
    advice: 'give the file a name of letters, digits and . _ + @ -',
  },
  'publish-name-collision': { message: 'its name collides with {first}', advice: 'rename one of them' },
  'publish-asset-missing': { message: 'there is no file {path}' },
  'publish-asset-changed': {
    message: 'it has {found} bytes on disk, and {expected} when the release was made',
    advice: 'build the release again',
  },
  'publish-asset-empty': { message: 'GitHub takes no empty assets', advice: 'leave it out' },
  'publish-asset-too-large': {
    message: '{size} bytes, and GitHub takes less than 2 GiB',
    advice: 'split it',
  },
  'publish-tag-invalid': { message: '"{tag}" is no name for a git tag' },
  'publish-notes-too-long': {
    message: 'the notes have {length} characters, and GitHub takes {limit}',
    advice: 'shorten them, and link to the rest',
  },
  'publish-latest-impossible': { message: 'a {what} cannot be the latest release' },
  'publish-token-missing': {
    message: 'a token is needed to publish',
    advice: 'set GITHUB_TOKEN, or pass --dry-run to see what would be done',
  },
  'publish-token-refused': {
    message: 'GitHub does not take the token ({answer})',
    advice:
      'it may have expired or been revoked, or an organization has yet to let it in: set GITHUB_TOKEN to one that is taken',
  },
  'publish-token-rights': {
    message: 'the token may not write to {repository}',
    advice: 'give it "contents: write" on the repository; in a workflow: permissions: contents: write',
  },
  'publish-repository-missing': {
    message: 'GitHub has no {repository}, or the token may not see it',
    advice: 'check the name, and which repositories the token is for',
  },
  'publish-archived': { message: '{repository} is archived, and so read-only' },
  'publish-unreachable': {
    message: 'GitHub could not be asked: {answer}',
    advice:
      'run the same command again. Behind a proxy it takes HTTPS_PROXY; for a certificate of your own, NODE_EXTRA_CA_CERTS',
  },
  'publish-tag-elsewhere': {
    message: 'the tag {tag} is at {tagged}, and the release was built from {commit}',
    advice: 'build from the tag, or move the tag',
  },
  'publish-tag-moves': {
    message: 'the tag {tag} moves from {tagged} to {commit}, which the release was built from',
    advice: 'leave --replace out where the tag is to stay',
  },
  'publish-commit-missing': {
    message: 'GitHub does not have the commit {commit}, at which the tag {tag} would be made',
    advice: 'push it first',
  },
  'publish-drafts-ambiguous': {
    message: "several drafts bear the tag {tag}, and none is Exuvia's",
    advice: 'keep one and delete the others',
  },
  'publish-asset-differs': {
    message: 'the release {tag} holds other bytes under that name',
    advice: 'pass --replace to replace them, or publish under another tag',
  },
  'publish-immutable': {
    message: 'the release {tag} is immutable, and would have to change: {names}',
    advice: 'publish under another tag: GitHub lets nobody change an immutable release',
  },
  'publish-immutable-setting': {
    message:
      'releases of {repository} become immutable when they are published, and cannot be replaced later',
    advice: 'publish each build under a tag of its own, or turn the setting off',
  },
  'publish-removes': {
    message: 'files of an earlier build go from the release {tag}: {names}',
  },
  'publish-already-public': { message: 'the release {tag} is public already, and stays so' },
  'publish-rate-limit': {
    message: 'about {needed} requests are needed, and {remaining} are left of the rate limit',
    advice: 'it will wait for the limit to be renewed, at most an hour',
  },
  'publish-takes-time': {
    message: '{count} uploads take at least {minutes} minutes at the pace GitHub allows',
  },
  'provenance-unsigned': {
    message: 'says how the release was built, and is not signed: {reason}',
    advice: 'whoever can change the release can change it too; it proves nothing to a stranger',
  },
  // Notes
  'previous-none': {
    message: 'no earlier release of {repository} has a manifest of {name}, so no change of sizes is told',
  },
  'previous-unreadable': {
    message: 'the sizes of {release} could not be compared with: {reason}',
  },
  'notes-shortened': {
    message: 'the notes would have more than {limit} characters, so the report is without {without}',
  },
  'notes-cut': {
    message:
      'the notes have {length} characters and GitHub takes {limit} with the report, so they end after {kept}',
    advice: 'shorten them, and link to the rest',
  },
  'notes-unreleased': {
    message: 'the section of {version} says that it is not released yet',
    advice: 'write the date of the release into its heading',
  },
  'notes-empty': { message: 'there are no notes in it', advice: 'write what is new for users' },
  'notes-many-versions': {
    message: 'all of it becomes the notes, the sections of {count} versions',
    advice: 'for the section of {version} alone, say "changelog:{path}"',
  },
  'notes-markup-kept': {
    message: 'reStructuredText that Markdown has no form for stays as it is, in lines {lines}',
  },
  'notes-since-unknown': {
    message:
      'no earlier release has a tag like {template}, so GitHub chose what the notes of {tag} begin with',
  },
  'notes-changesets': { message: '{count} of {pending} pending changesets become the notes' },
} as const satisfies Record<string, FindingText>

export type FindingCode = keyof typeof FINDING_TEXTS
