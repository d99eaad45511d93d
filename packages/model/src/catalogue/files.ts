import type { MessageText } from './text.ts'

/** Reading and writing files and folders. */
export const FILES = {
  unreadable: {
    message: 'cannot read {file}: {reason}',
    advice: 'check that it exists and that you may read it',
  },
  'not-a-file': {
    message: '{file} is not a regular file',
    advice: 'name a file, not a folder, pipe or device',
  },
  'system-error': {
    message: 'the system reports an error: {reason}',
    advice: 'check the file or device that it names, and run the command again',
  },
  'read-failed': {
    message: 'reading {file} failed: {reason}',
    advice: 'check the disk, and run the command again',
  },
  'file-too-large': {
    message: '{file} is larger than {limit} bytes, too large to hold in memory',
    advice: 'leave the file out, or split it',
  },
  'too-many-ignore-rules': {
    message: '{file} has more than {limit} rules',
    advice: 'name folders instead of the files in them',
  },
  'too-many-files': {
    message: '{folder} has more than {limit} files',
    advice: 'name the folder of the project itself',
  },
  'disk-full': {
    message: 'no space left to write {file}',
    advice: 'free some space, or choose an output folder on another disk; no partial output was left',
  },
  'output-too-large': {
    message: '{file} would exceed the size that this file system or user may write',
    advice: 'choose an output folder on another file system, or raise the limit (ulimit -f)',
  },
  'not-writable': {
    message: 'cannot write {file}: {reason}',
    advice: 'make {folder} writable, or choose another output folder',
  },
  'no-output-folder': {
    message: 'cannot write {file}: its folder does not exist',
    advice: 'create it: mkdir -p {folder}',
  },
  'write-failed': {
    message: 'writing {file} failed: {reason}',
    advice: 'check the disk, and run the command again',
  },
} as const satisfies Record<string, MessageText>
