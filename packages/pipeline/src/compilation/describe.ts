import {
  type CodeForm,
  type SelectedToolchain,
  type Toolchain,
  isPreview,
  whyAsCompiled,
} from '@exuvia/compiler'
import { NORMAL_FORM } from '@exuvia/bytecode'
import {
  type CodeLevel,
  type CompilerInfo,
  type Config,
  type Finding,
  docstringsOf,
  finding,
} from '@exuvia/model'
import { pythonTag, runtimeInWords } from '@exuvia/packaging'

/** The settings for bytecode, from the config and the command line. */
export type CompileSettings = CodeLevel & Pick<Config['compile'], 'normalise' | 'debug'>

/** The compiler of a runtime, the form of its bytecode, and the findings about both. */
export interface Compilation {
  readonly toolchain: Toolchain
  /** Undefined: the compiler's own form. */
  readonly form: CodeForm | undefined
  readonly compiler: CompilerInfo
  readonly findings: readonly Finding[]
}

/** Pure. Bytecode without a normal form ships as compiled, and a finding reports it. */
export function describeCompilation(selected: SelectedToolchain, settings: CompileSettings): Compilation {
  const { toolchain, fallback } = selected
  const { runtime, kind, version, magic } = toolchain
  const reason = settings.normalise ? whyAsCompiled(toolchain) : undefined
  const form = settings.normalise && reason === undefined ? { debug: settings.debug } : undefined
  const findings: Finding[] = []
  const used = `${kind} ${runtimeInWords(pythonTag(runtime))} (${version})`
  if (fallback !== undefined) {
    findings.push(finding('toolchain-fallback', 'note', {}, { runtime, used, reason: fallback }))
  }
  if (kind === 'embedded' && isPreview(pythonTag(runtime))) {
    findings.push(finding('toolchain-preview', 'note', {}, { runtime, used }))
  }
  if (reason !== undefined) {
    findings.push(finding('bytecode-as-compiled', 'note', {}, { runtime, reason }))
  }
  const compiler: CompilerInfo = {
    runtime,
    toolchain: kind,
    version,
    magic,
    optimize: settings.optimize,
    // What the level does with docstrings needs no words.
    ...(settings.docstrings === docstringsOf(settings.optimize) ? {} : { docstrings: settings.docstrings }),
    debug: form?.debug ?? 'full',
    ...(form === undefined ? {} : { normalForm: NORMAL_FORM }),
  }
  return { toolchain, form, compiler, findings }
}
