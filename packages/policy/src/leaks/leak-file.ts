import { type DecisionKind, type LeakFacts, type NativeFacts, type Subject, formatBytes } from '@exuvia/model'

/** A file that may leave, as the judges of leaks see it. */
export interface LeakFile {
  /** In the release: `lib/tide/cli.py`; in an archive without its top folder. */
  readonly path: string
  /** Its place for people. */
  readonly shown: string
  /** Bytes. */
  readonly size: number
  /** How it ships; a file that ships as bytecode alone leaves without its comments. */
  readonly ship: DecisionKind
  /** Undefined if nobody scanned it. */
  readonly leaks: LeakFacts | undefined
  readonly native: NativeFacts | undefined
  /** Whether it is an archive: what is packed in it is in `leaks`, if somebody looked inside. */
  readonly isNested: boolean
  /** The path of the archive that it is in, as rules know it; undefined for a file of the release itself. */
  readonly archive?: string
}

/** A file, and those of the archive that it is. */
export function withInner(file: LeakFile): LeakFile[] {
  const inner = file.leaks?.inside?.files ?? []
  return [
    file,
    ...inner.map(({ path, size, leaks }): LeakFile => ({
      // Folders count whether they are of an archive or of the release.
      path: `${file.path}/${path.replaceAll('!', '/')}`,
      shown: `${file.shown}!${path}`,
      size,
      ship: file.ship,
      leaks,
      native: undefined,
      isNested: false,
      archive: file.path,
    })),
  ]
}

/** Whose files are judged. */
export interface LeakOwner {
  /** In its own spelling. */
  readonly distribution: string
  /** Whether it is the project itself, or an archive of unknown origin: what others published has left already. */
  readonly isOwn: boolean
  /** Added to the place of each finding. */
  readonly place: Subject
}

/** What files weigh together, in words. */
export function sizeOf(files: readonly { readonly size: number }[]): string {
  return formatBytes(files.reduce((sum, { size }) => sum + size, 0))
}

export function countOf(files: number): string {
  return files === 1 ? '1 file' : `${files} files`
}

/** The place of a finding about a file: an archive that is no distribution names itself. */
export function subjectOf(shown: string, { distribution, place }: LeakOwner): Subject {
  return place.artifact === distribution ? { path: shown, ...place } : { path: shown, distribution, ...place }
}
