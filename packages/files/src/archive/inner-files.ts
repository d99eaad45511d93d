/** Gets the bytes of one file, piece by piece. */
export interface InnerSink {
  readonly add: (piece: Uint8Array) => void
  /** Called if the file was read to its end. */
  readonly end: () => void
}

/**
 * Opens a sink for a file of an archive that is inside another file.
 * @param path its place below that file, with `!` between archives: `a/b.txt`, `lib.zip!a/b.txt`
 * @param size bytes, as the archive says; undefined for a file that is compressed alone
 */
export type OpenInner = (path: string, size: number | undefined) => InnerSink

/** Gives each piece of a content to a sink too. */
export async function* withSink(
  content: AsyncIterable<Uint8Array>,
  sink: InnerSink | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    sink?.add(piece)
    yield piece
  }
  sink?.end()
}

/** The sinks of an archive that is itself inside one. */
export function below(open: OpenInner | undefined, archive: string): OpenInner | undefined {
  return open === undefined ? undefined : (path, size) => open(`${archive}!${path}`, size)
}
