import {
  type Scan,
  type ScanAllowance,
  type ScanOptions,
  TOO_MUCH,
  openScan,
  takeSecret,
} from '@exuvia/leaks'
import { type LeakFacts, NO_LEAKS } from '@exuvia/model'
import { isBytecodePath } from '@exuvia/packaging'
import { MAX_BYTECODE_BYTES } from '../inspect/limits.ts'
import { bytecodeText } from './bytecode-text.ts'

/**
 * Scans one file piece by piece. Bytecode is kept until its end and scanned by its constants; if it cannot be read,
 * its bytes are scanned like any data, and the facts say so.
 * @param size bytes of the file, as its archive says
 */
export function openFileScan(path: string, size: number, options: Omit<ScanOptions, 'path'> = {}): Scan {
  const scan = openScan({ path, ...options })
  if (!isBytecodePath(path) || size > MAX_BYTECODE_BYTES) return scan
  const pieces: Uint8Array[] = []
  return {
    add: (bytes) => void pieces.push(bytes),
    end: () => scanBytecode(Buffer.concat(pieces), scan, options.allowance),
  }
}

function scanBytecode(bytes: Buffer, scan: Scan, allowance: ScanAllowance | undefined): LeakFacts {
  if (allowance !== undefined && !takeSecret(allowance)) return { ...NO_LEAKS, unread: TOO_MUCH }
  const text = bytecodeText(bytes)
  scan.add(text === undefined ? bytes : Buffer.from(text, 'utf8'))
  const facts = scan.end()
  if (text === undefined)
    return {
      ...facts,
      unread: 'bytecode that cannot be read, so joined and encoded texts were not looked at',
    }
  return facts === NO_LEAKS ? facts : withoutLines(facts)
}

/** Constants have no lines. */
function withoutLines(facts: LeakFacts): LeakFacts {
  return {
    ...facts,
    secrets: facts.secrets.map(({ line: _line, ...secret }) => secret),
    places: facts.places.map(({ line: _line, ...place }) => place),
  }
}

/** Scans the bytes of a file at once. */
export function scanBytes(path: string, bytes: Uint8Array): LeakFacts {
  const scan = openFileScan(path, bytes.length)
  scan.add(bytes)
  return scan.end()
}
