import { execFileSync } from 'node:child_process'
import type { NativeFacts } from '@exuvia/model'

/** What a file of machine code says of its build, as other programs print it or as Exuvia reads it. */
export interface Traces {
  readonly debugBytes: number
  readonly rpaths: readonly string[]
  readonly installNames: readonly string[]
  readonly debugPaths: readonly string[]
}

/** The traces that Exuvia reads. */
export function ourTraces(native: NativeFacts): Traces | undefined {
  if (native.format === 'unread' || native.debugUnread !== undefined) return undefined
  return {
    debugBytes: native.debugBytes ?? 0,
    rpaths: native.format === 'PE' ? [] : (native.rpaths ?? []),
    installNames: native.format === 'Mach-O' ? (native.installNames ?? []) : [],
    debugPaths: native.debugPaths ?? [],
  }
}

/** The same from readelf, llvm-readobj, llvm-objdump and llvm-nm. */
export function theirTraces(file: string, format: 'ELF' | 'PE' | 'Mach-O'): Traces {
  if (format === 'ELF') return ofReadelf(said('readelf', ['-W', '-S', '-d', file]))
  if (format === 'PE') return ofReadobj(said('llvm-readobj', ['--sections', '--coff-debug-directory', file]))
  return ofObjdump(
    said('llvm-objdump', ['--macho', '--private-headers', '--arch=all', file]),
    said('llvm-nm', ['--debug-syms', '--no-sort', '--arch=all', file]),
  )
}

function said(program: string, args: readonly string[]): string {
  return execFileSync(program, args, {
    encoding: 'latin1',
    maxBuffer: 2 ** 30,
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

function ofReadelf(text: string): Traces {
  // [Nr] Name Type Address Off Size
  const sections = [...text.matchAll(/\] (\.z?debug\S*) +(\S+) +\S+ \S+ (\S+)/g)]
  const folders = [...text.matchAll(/\((?:RPATH|RUNPATH)\).*\[(.*)\]/g)]
  return {
    debugBytes: sections
      .filter(([, name = '', type]) => /^\.(?:debug_|zdebug)/.test(name) && type !== 'NOBITS')
      .reduce((sum, [, , , size = '0']) => sum + Number.parseInt(size, 16), 0),
    rpaths: folders.flatMap(([, path = '']) => path.split(':')),
    installNames: [],
    debugPaths: [],
  }
}

function ofReadobj(text: string): Traces {
  const sections = [...text.matchAll(/Name: (\S+) \([^]*?RawDataSize: (\d+)/g)]
  return {
    debugBytes: sections
      .filter(([, name = '']) => /^\.z?debug_/.test(name))
      .reduce((sum, [, , size]) => sum + Number(size), 0),
    rpaths: [],
    installNames: [],
    debugPaths: absolute([...text.matchAll(/PDBFileName: (.*)/g)].map(([, path = '']) => path)),
  }
}

function ofObjdump(headers: string, symbols: string): Traces {
  const sections = [...headers.matchAll(/segname __DWARF\n +addr \S+\n +size (\S+)/g)]
  const is64 = /MH_MAGIC_64/.test(headers)
  const stabs = symbols.split('\n').filter((line) => /^[0-9a-f]+ - /.test(line))
  const paths = stabs.flatMap((line) => /^\S+ - \S+ \S+ +(?:SO|OSO) (\S.*)$/.exec(line)?.[1] ?? [])
  return {
    debugBytes:
      sections.reduce((sum, [, size = '0']) => sum + Number(size), 0) + stabs.length * (is64 ? 16 : 12),
    rpaths: unique(headers, /cmd LC_RPATH\n.*\n +path (.*) \(offset/g),
    installNames: unique(headers, /cmd LC_\w*DYLIB\n.*\n +name (.*) \(offset/g),
    debugPaths: absolute(paths),
  }
}

function unique(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found))]
}

function absolute(paths: readonly string[]): string[] {
  return [...new Set(paths)].filter((path) => /^(?:[A-Za-z]:)?[\\/]/.test(path)).slice(0, 16)
}
