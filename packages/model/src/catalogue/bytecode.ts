import type { MessageText } from './text.ts'

/** Reading and writing .pyc and .mpy files. */
export const BYTECODE = {
  'not-bytecode': {
    message: 'not bytecode: {reason}',
    advice: 'exuvia inspect reads .pyc and .mpy files, and archives, wheels and folders with them',
  },
  'bad-header-flags': {
    message: 'the header flags at offset 4 are {flags}; PEP 552 allows 0, 1 and 3',
    advice: 'the file is damaged: download or compile it again',
  },
  'bytecode-too-short': {
    message: 'the .pyc header needs {wanted} bytes, but the file has {length}',
    advice: 'the file is cut off: download or compile it again',
  },
  'not-mpy': {
    message: 'not a .mpy file: it does not begin with "M"',
    advice: 'compile it with mpy-cross',
  },
  'unknown-runtime': {
    message: '{runtime} is not a Python whose bytecode Exuvia knows',
    advice: 'Exuvia knows cp27, cp33 to cp315, pp27 and pp36 to pp311',
  },
  'no-hash-header': {
    message: '{runtime} has no hash-based .pyc files',
    advice: 'use --invalidation timestamp: hash-based files begin with Python 3.7 (PEP 552)',
  },
  'source-hash-missing': {
    message: 'a {invalidation} header needs the hash of the source, 8 bytes; got {found}',
    advice: 'pass what sourceHash returns for the source',
  },
  'bytecode-truncated': {
    message: 'the bytecode is cut off at offset {offset}: {reason}',
    advice: 'the file is cut off or damaged: download or compile it again',
  },
  'bytecode-bad-type': {
    message: 'unknown type code at offset {offset}: {reason}',
    advice: 'the file is damaged: download or compile it again',
  },
  'bytecode-bad-size': {
    message: 'negative size {size} at offset {offset}',
    advice: 'the file is damaged: download or compile it again',
  },
  'bytecode-bad-value': {
    message: 'invalid value at offset {offset}: {reason}',
    advice: 'the file is damaged: download or compile it again',
  },
  'bytecode-bad-reference': {
    message: 'invalid reference at offset {offset}: {reason}',
    advice: 'the file is damaged: download or compile it again',
  },
  'bytecode-too-deep': {
    message: 'more than {limit} nested values at offset {offset}',
    advice: 'no compiler writes such a file: do not trust it',
  },
  'bytecode-too-large': {
    message: 'the sets at offset {offset} are too large to sort',
    advice: 'no compiler writes such a file: do not trust it',
  },
  'bytecode-cyclic': {
    message: 'the value at offset {offset} contains itself, so it has no normal form',
    advice: 'no compiler writes such a file: do not trust it',
  },
  'bytecode-unsupported': {
    message: 'Exuvia cannot read this bytecode (offset {offset}): {reason}',
    advice: 'recompile it for a supported Python, or ship it as it is',
  },
} as const satisfies Record<string, MessageText>
