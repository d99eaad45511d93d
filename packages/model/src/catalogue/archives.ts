import type { MessageText } from './text.ts'

/** Reading, unpacking and writing archives. */
export const ARCHIVES = {
  'archive-not-found': {
    message: 'file not found: {file}',
    advice: 'check the path',
  },
  'archive-unsupported': {
    message: 'Exuvia cannot read {file}: {reason}',
    advice:
      'pack it as .tar, .tar.gz, .tar.xz, .tar.zst, .whl or .zip (deflate), with files, folders and links only',
  },
  'archive-unsafe': {
    message: '{file} is not safe to unpack: {reason}',
    advice: 'do not unpack it: it is broken or hostile; if it is yours, pack it again without this entry',
  },
  'archive-damaged': {
    message: '{file} is not a valid {format} archive: {reason}',
    advice: 'download or create it again',
  },
  'archive-truncated': {
    message: '{file} is cut off: {reason}',
    advice: 'download or create it again',
  },
  'archive-too-large': {
    message: '{file} exceeds the limit: {reason}',
    advice: 'split the archive',
  },
  'archive-bomb': {
    message: '{file} looks like a decompression bomb: {reason}',
    advice: 'the archive is broken or hostile: do not unpack it',
  },
  'entry-missing': {
    message: '{archive} no longer contains {path}',
    advice: 'run the command again when nothing writes to the archive',
  },
  'name-not-on-windows': {
    message: 'Windows cannot store "{path}": "{part}" is not a valid file name there',
    advice: 'unpack it on another system, or in WSL',
  },
  'folder-not-empty': {
    message: '{folder} is not empty',
    advice: 'name a new or an empty folder',
  },
  'entry-path': {
    message: 'cannot pack "{path}": {reason}',
    advice: 'rename it',
  },
  'entry-unreadable': {
    message: 'cannot read {path}, which is to be packed: {reason}',
    advice: 'check that the file exists and that you may read it',
  },
  'entry-changed': {
    message: '{path} changed while it was packed: expected {expected} bytes, found {found}',
    advice: 'build again when nothing writes to it',
  },
  'xz-missing': {
    message: 'found no program xz on PATH, which compresses .tar.xz',
    advice: 'install XZ Utils (apt install xz-utils, brew install xz), or use another format in pack.formats',
  },
  'xz-failed': {
    message: '{program} did not compress the tarball: {reason}',
    advice: 'run xz --version, and reinstall XZ Utils if it fails',
  },
  'no-dist-info': {
    message: 'a wheel has one .dist-info folder; this one has {count}',
    advice: 'build the wheel again with its build backend',
  },
} as const satisfies Record<string, MessageText>
