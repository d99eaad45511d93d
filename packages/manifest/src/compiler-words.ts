import { type CompilerInfo, runtimeInWords } from '@exuvia/model'

/** `CPython 3.12.1, embedded, magic 3531`. */
export function compilerInWords({ runtime, toolchain, version, magic }: CompilerInfo): string {
  const implementation = runtimeInWords(runtime).split(' ')[0]
  return `${implementation} ${version}, ${toolchain}, magic ${magic}`
}
