import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { sha256OfFile } from '@exuvia/files'
import {
  type Content,
  type Packed,
  type Plan,
  type TargetContents,
  mapParallel,
  messageOf,
  outsideError,
  systemErrorCode,
} from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import { decisionAt } from '@exuvia/policy'
import type { Compilation } from '../compilation/describe.ts'
import { EXUVIA_VERSION } from '../version.ts'
import { contentKey } from './entries.ts'
import { distributionById } from './target-files.ts'

/** Increase the number when the same inputs could give other bytes or another description of an artifact. */
const PACKED = 'exuvia packed 2'

/** All that the artifacts of a plan are made from. */
export interface PackingInputs {
  readonly plan: Plan
  readonly compilations: readonly Compilation[]
  /** SHA-256 of each wheel and of each file of a folder: wheels by path, files by `contentKey`. */
  readonly digests: ReadonlyMap<string, string>
}

/**
 * Reads the digests of all that ships: of a wheel as a whole, because that costs less than each of its files.
 * @throws usage error `not-a-file`; outside error `unreadable`; the signal's reason
 */
export async function readInputs(
  plan: Plan,
  compilations: readonly Compilation[],
  signal: AbortSignal,
): Promise<PackingInputs> {
  const files = new Map<string, string>()
  const known = new Map<string, string>()
  for (const { files: all } of plan.checked.inventory.distributions) {
    for (const { content } of all) {
      const place = placeOf(content)
      if (place === undefined) continue
      if (content.kind === 'zip' && content.digest !== undefined) known.set(place.key, content.digest)
      else files.set(place.key, place.file)
    }
  }
  const digests = await mapParallel(
    [...files],
    availableParallelism(),
    async ([key, file]) => [key, await digestOf(file, signal)] as const,
  )
  return { plan, compilations, digests: new Map([...known, ...digests]) }
}

async function digestOf(file: string, signal: AbortSignal): Promise<string> {
  try {
    return await sha256OfFile(file, signal)
  } catch (error) {
    throw systemErrorCode(error) === undefined
      ? error
      : outsideError('unreadable', { file, reason: messageOf(error) }, { cause: error })
  }
}

/** The file on disk that holds a content. */
function placeOf(content: Content): { readonly key: string; readonly file: string } | undefined {
  if (content.kind === 'memory') return undefined
  return content.kind === 'zip'
    ? { key: content.archive, file: content.archive }
    : { key: contentKey(content), file: content.path }
}

/** Whether a packing read the very bytes that `readInputs` saw. @throws as `readInputs` */
export async function areInputsOf(
  { digests }: PackingInputs,
  { compiled, wheels, digests: read }: Packed,
  signal: AbortSignal,
): Promise<boolean> {
  const { checked, building } = compiled.plan
  const used = new Set([...building.flatMap((contents) => contents.distributions), ...checked.sourceTwin])
  for (const { id, files, wheel } of checked.inventory.distributions) {
    if (!used.has(id)) continue
    const archives = new Set<string>()
    for (const { content } of files) {
      if (content.kind === 'zip') archives.add(content.archive)
      else if (content.kind === 'disk') {
        const key = contentKey(content)
        // What does not ship was not read.
        if ((read.get(key) ?? digests.get(key)) !== digests.get(key)) return false
      }
    }
    for (const archive of archives) {
      const after = wheels.find(({ file }) => file === wheel)?.sha256 ?? (await digestOf(archive, signal))
      if (after !== digests.get(archive)) return false
    }
  }
  return true
}

/**
 * The fields on which the artifacts of a target depend: whole values rather than those that matter today, so that
 * none is forgotten. Places on this machine are no part of them.
 * @param contents undefined for the source twin
 * @param twin the digest of the source twin, which a target's archives name
 */
export function inputFields(
  { plan, compilations, digests }: PackingInputs,
  contents: TargetContents | undefined,
  twin: string | undefined,
): string[] {
  const { checked } = plan
  const {
    root: _root,
    distributions: _all,
    targets: _targets,
    findings: _findings,
    ...inventory
  } = checked.inventory
  const hash = createHash('sha256')
  const add = (value: unknown): void => void hash.update(`${JSON.stringify(value, plain)}\n`)
  const compilation = compilations.find(({ compiler }) => compiler.runtime === contents?.target.runtime)
  // None of these reaches an artifact.
  const { publish: _publish, try: _try, budget: _budget, ...config } = checked.config
  add([EXUVIA_VERSION, config, inventory, checked.sourceTwin, plan.stem, plan.artifacts, twin])
  add([contents, compilation?.toolchain.identity, compilation?.form, compilation?.compiler])
  const target = contents === undefined ? undefined : formatTarget(contents.target)
  for (const id of contents?.distributions ?? checked.sourceTwin) {
    const { files, ...about } = distributionById(checked, id)
    add(about)
    for (const { content, ...file } of files) {
      const decision = target === undefined ? undefined : decisionAt(checked.decisions, id, target, file.path)
      add([file, identityOf(content, digests), decision])
    }
  }
  return [PACKED, hash.digest('hex')]
}

function identityOf(content: Content, digests: ReadonlyMap<string, string>): unknown {
  const place = placeOf(content)
  if (place === undefined) return content
  return [digests.get(place.key), content.kind === 'zip' ? content.entry : '']
}

/** JSON has no maps, sets and bytes. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map || value instanceof Set) return [...(value as Iterable<unknown>)]
  if (value instanceof Uint8Array) return createHash('sha256').update(value).digest('hex')
  return value
}
