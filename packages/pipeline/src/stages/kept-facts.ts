import { type BytecodeCache, EXAMINER_VERSION } from '@exuvia/compiler'
import type { DistributionFacts, Runtime, SourceFacts, SourceFile } from '@exuvia/model'
import { findResult, storeResult } from '../compilation/kept-results.ts'
import { EXUVIA_VERSION } from '../version.ts'

/** Increase the number when the same answers of the examiner could give other facts. */
const FACTS = 'exuvia facts 4'

/** What decides about facts besides the modules, and where they are kept. */
export interface Examination {
  readonly runtime: Runtime
  /** Whether the modules may ship in a zip. */
  readonly inZip: boolean
  readonly cache: BytecodeCache
}

type Module = Pick<SourceFile, 'path' | 'content'>

/** Facts as JSON: without maps and sets. */
interface KeptFacts {
  readonly files: readonly (readonly [path: string, facts: SourceFacts])[]
  readonly decorators: readonly string[]
  readonly called: readonly string[]
  readonly readers: readonly string[]
}

/** The facts that an earlier run found in the modules of a wheel; undefined for modules that are in no one wheel. */
export async function findFacts(
  modules: readonly Module[],
  examination: Examination,
): Promise<DistributionFacts | undefined> {
  const fields = fieldsOf(modules, examination)
  const kept = fields === undefined ? undefined : await findResult(examination.cache, fields)
  if (kept === undefined) return undefined
  const { files, decorators, called, readers } = kept as KeptFacts
  return {
    files: new Map(files),
    decorators: new Set(decorators),
    called: new Set(called),
    readers: new Set(readers),
  }
}

/** Keeps the facts of a wheel whose modules were all examined. */
export async function keepFacts(
  modules: readonly Module[],
  { files, decorators, called, readers = new Set() }: DistributionFacts,
  examination: Examination,
): Promise<void> {
  const fields = fieldsOf(modules, examination)
  const facts = [...files].flatMap(([path, each]) => (each === undefined ? [] : [[path, each] as const]))
  if (fields === undefined || facts.length < files.size) return
  const kept: KeptFacts = {
    files: facts,
    decorators: [...decorators],
    called: [...called],
    readers: [...readers],
  }
  await storeResult(examination.cache, fields, kept)
}

/** The wheel decides what its modules hold, and the runtime how they are read. */
function fieldsOf(modules: readonly Module[], { runtime, inZip }: Examination): string[] | undefined {
  const digests = new Set(modules.map(({ content }) => (content.kind === 'zip' ? content.digest : undefined)))
  const [digest] = digests
  if (digest === undefined || digests.size > 1) return undefined
  const paths = modules.map(({ path }) => path)
  return [FACTS, EXUVIA_VERSION, EXAMINER_VERSION, runtime, String(inZip), digest, JSON.stringify(paths)]
}
