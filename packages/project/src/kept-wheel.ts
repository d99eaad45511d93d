import { basename } from 'node:path'
import { sha256OfFile } from '@exuvia/files'
import type { Content, ContentFacts, SourceFile } from '@exuvia/model'
import { type Wheel, readWheel, readWheelMetadata } from './wheel.ts'

/** Results that earlier runs kept, by all that they depend on. */
export interface KeptResults {
  find(fields: readonly string[]): Promise<unknown>
  store(fields: readonly string[], result: unknown): Promise<void>
}

/** Reads a wheel, as `readWheel` does. */
export type WheelReader = (path: string, configuredLicense?: string) => Promise<Wheel>

/** What a reading of a wheel gives besides its metadata; contents without their archive. */
interface KeptReading extends Pick<Wheel, 'entryPoints' | 'license' | 'native' | 'findings'> {
  readonly files: readonly KeptFile[]
}

type KeptFile = Omit<SourceFile, 'content' | 'facts'> & {
  readonly content: { readonly entry: string } | { readonly bytes: string }
  readonly facts?: Omit<ContentFacts, 'start'> & { readonly start: string }
}

/**
 * A reader that checks and looks through each wheel once, whatever the number of runs: the wheel's digest and the
 * configured licence decide all that it finds.
 * @param version of the program, whose readings differ
 */
export function keptWheelReader(results: KeptResults, version: string): WheelReader {
  return async (path, configuredLicense) => {
    const digest = await digestOf(path)
    // It says what is wrong with a file that cannot be read.
    if (digest === undefined) return readWheel(path, configuredLicense)
    const fields = ['exuvia wheel 2', version, basename(path), digest, configuredLicense ?? '']
    const known = (await results.find(fields)) as KeptReading | undefined
    if (known !== undefined) {
      const files = known.files.map((file) => placedIn(file, path, digest))
      return { ...(await readWheelMetadata(path)), ...known, files }
    }
    const wheel = await readWheel(path, configuredLicense)
    const { entryPoints, license, native, findings, files } = wheel
    // Another program may have replaced the wheel in between.
    if ((await digestOf(path)) !== digest) return wheel
    const reading: KeptReading = { entryPoints, license, native, findings, files: files.map(withoutArchive) }
    await results.store(fields, reading)
    return { ...wheel, files: reading.files.map((file) => placedIn(file, path, digest)) }
  }
}

async function digestOf(path: string): Promise<string | undefined> {
  return sha256OfFile(path).catch(() => undefined)
}

function withoutArchive({ content, facts, ...file }: SourceFile): KeptFile {
  if (content.kind === 'disk') throw new Error('a file of a wheel is in the wheel')
  return {
    ...file,
    content: content.kind === 'zip' ? { entry: content.entry } : { bytes: base64Of(content.bytes) },
    ...(facts === undefined ? {} : { facts: { ...facts, start: base64Of(facts.start) } }),
  }
}

function placedIn({ content, facts, ...file }: KeptFile, archive: string, digest: string): SourceFile {
  const placed: Content =
    'entry' in content
      ? { kind: 'zip', archive, entry: content.entry, digest }
      : { kind: 'memory', bytes: Buffer.from(content.bytes, 'base64') }
  return {
    ...file,
    content: placed,
    ...(facts === undefined ? {} : { facts: { ...facts, start: Buffer.from(facts.start, 'base64') } }),
  }
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
