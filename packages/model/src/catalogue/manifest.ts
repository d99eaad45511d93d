import type { MessageText } from './text.ts'

/** Manifests, parts, checksums and comment data. */
export const MANIFEST = {
  'manifest-invalid': {
    message: '{where} is not a valid manifest:\n{problems:lines}',
    advice: 'download it again, or build the release again',
  },
  'part-invalid': {
    message: '{where} is not a valid part of a release:\n{problems:lines}',
    advice: 'copy the part again, or build it again',
  },
  'start-invalid': {
    message: '{where} is not a valid file of start-up times:\n{problems:lines}',
    advice: 'remove it, and run "exuvia bench start" again',
  },
  'manifest-newer': {
    message: '{where} has format {format}; this Exuvia reads {known}',
    advice: 'update Exuvia: npm install -g exuvia@latest',
  },
  'checksums-invalid': {
    message: '{where} is not a valid line of checksums: {reason}',
    advice: 'download the file again, or build the release again',
  },
  'bad-file-name': {
    message: 'SHA256SUMS cannot list a file named {name}',
    advice: 'rename the file',
  },
  'comment-data-invalid': {
    message: '{where} is not valid comment data:\n{problems:lines}',
    advice: 'give the file that the build of this pull request wrote',
  },
} as const satisfies Record<string, MessageText>
