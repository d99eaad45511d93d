import type { MessageText } from './text.ts'

/** Building a release in parts, and merging them. */
export const PARTS = {
  'build-partial': {
    message: 'built {built} of {all} targets; the manifest lists no others',
    advice: 'to merge them with other targets, build with --part',
  },
  'merge-release-differs': {
    message: 'the parts belong to different releases: {what} is {values}',
    advice: 'build every part from the same commit, version and SOURCE_DATE_EPOCH, with the same Exuvia',
  },
  'merge-config-differs': {
    message: 'the parts were built with different settings: {values}',
    advice: 'build every part with the same configuration and the same options',
  },
  'merge-plan-differs': {
    message: '{what} differs between parts: {values}',
    advice: 'use the same checkout and the same wheelhouse on every machine',
  },
  'merge-compiler-differs': {
    message: 'different compilers compiled {runtime}: {values}',
    advice: 'use the same Python on every machine, or set compile.toolchain = "embedded"',
  },
  'merge-overlap': {
    message: 'parts hold different tarballs under this name: {values}',
    advice: 'build each target in one part only',
  },
  'merge-unplanned': {
    message: '{part} holds this tarball, but the release does not have it',
    advice: 'the part changed after it was built: build it again',
  },
  'merge-gap': {
    message: 'missing from every part',
    advice: 'build it: exuvia build --part{option}; or name the part that contains it',
  },
  'merge-tarball-missing': {
    message: '{part} lists this tarball, but it is not in the same folder',
    advice: 'copy the whole folder of the part',
  },
  'merge-tarball-differs': {
    message: 'the tarball does not match {part}: {detail}',
    advice: 'it was damaged or changed: copy the part again, or build it again',
  },
  'no-parts': {
    message: 'no part of a release at {path}: {reason}',
    advice: 'build the parts with "exuvia build --target TARGET --part", and name their folders',
  },
  'parts-unreadable': {
    message: 'cannot read {count} parts:\n{problems:lines}',
    advice: 'copy them again, or build them again',
  },
  'merge-refused': {
    message: '{count} the merge',
    advice: 'fix them, and merge again; nothing was written',
  },
  'part-too-large': {
    message: '{part} has {size} bytes, too many for the description of a part',
    advice: 'name the *.part.json file that "exuvia build --part" wrote',
  },
  'part-changed': {
    message: '{file} changed while Exuvia copied it',
    advice: 'merge again when nothing writes to the parts',
  },
} as const satisfies Record<string, MessageText>
