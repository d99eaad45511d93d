import type { MessageText } from './text.ts'

/** Releases on disk, and verifying them. */
export const RELEASES = {
  'written-differs': {
    message: '{file} does not read back as it was written',
    advice: 'check the disk, and build again; no partial output was left',
  },
  'previous-of-another': {
    message: '{file} is of {found}, not of {expected}: sizes of different projects are not compared',
    advice: 'name the manifest or the folder of an earlier release of {expected}',
  },
  'no-manifest': {
    message: '{folder} contains no *.manifest.json',
    advice: 'run "exuvia build" first, or name the folder that it wrote to',
  },
  'metadata-too-large': {
    message: '{archive}: {path} has {size} bytes, too many for metadata',
    advice: 'the archive is broken or hostile: do not use it',
  },
  'metadata-too-many-lines': {
    message: '{archive}: {path} has more than {limit} lines, too many for metadata',
    advice: 'the archive is broken or hostile: do not use it',
  },
  'several-manifests': {
    message: '{folder} contains several releases: {files}',
    advice: 'name the manifest of one of them instead of the folder',
  },
  'release-part': {
    message: '{file} is a part of a release, not the whole',
    advice: 'merge all parts first: exuvia merge PART... --out dist',
  },
  'manifest-too-large': {
    message: '{file} is too large for a manifest',
    advice: 'the file is broken or hostile: do not use it',
  },
  'sbom-unreadable': {
    message: 'cannot read the SBOM {file}: {reason}',
    advice: 'build again',
  },
  'name-not-utf8': {
    message: 'the name of {file} is not UTF-8',
    advice: 'rename it: every system would read another name',
  },
  'release-not-built': {
    message: '{folder} does not exist',
    advice: 'run "exuvia build" first, or check the path',
  },
  'no-such-file': { message: '{file} does not exist', advice: 'check the path' },
  'workflow-exists': {
    message: '{file} exists and is not what Exuvia would write',
    advice: 'move it away and run the same command again, or change it by hand',
  },
  'release-without-tag': {
    message: '{repository} is neither a file nor a release',
    advice: 'for a release on GitHub, name its tag too: exuvia verify {repository}@TAG',
  },
  'bad-output': {
    message: 'cannot use {folder} as the output folder: {reason}',
    advice: 'choose another folder with --out',
  },
  'provenance-needs-release': {
    message: 'attestations exist only for whole releases',
    advice: 'verify OWNER/NAME@TAG or the folder of a release, or remove the options for provenance',
  },
  'not-verifiable': {
    message: '{file} contains no EXUVIA.json: Exuvia did not build it',
    advice: 'check it against a policy instead: exuvia check FILE',
  },
  'nothing-to-verify': {
    message: '{folder} contains neither EXUVIA.json, nor a manifest, nor SHA256SUMS',
    advice: 'name a tarball, the folder it was unpacked to, a folder with a release, or OWNER/NAME@TAG',
  },
} as const satisfies Record<string, MessageText>
