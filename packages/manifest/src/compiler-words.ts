import { type CompilerInfo } from '@exuvia/model'
import { runtimeInWords } from '@exuvia/packaging'

/** `CPython 3.12.1, embedded, magic 3531; optimize 0, debug lines, normal form 1`. */
export function compilerInWords(info: CompilerInfo): string {
  const { runtime, toolchain, version, magic, optimize, docstrings, debug, normalForm } = info
  const implementation = runtimeInWords(runtime).split(' ')[0]
  const compiler = `${implementation} ${version}, ${toolchain}, magic ${magic}`
  if (optimize === undefined || debug === undefined) return compiler
  const form = normalForm === undefined ? 'as compiled' : `normal form ${normalForm}`
  const level = docstrings === undefined ? `${optimize}` : `${optimize}, docstrings ${docstrings}`
  return `${compiler}; optimize ${level}, debug ${debug}, ${form}`
}
