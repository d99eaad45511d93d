/**
 * Writes all bytes to a sink at its reader's pace, and ends it. Where the sink is destroyed, it stops and leaves the
 * sink as it is, so that the source is closed too.
 */
export async function pump(
  bytes: AsyncIterable<Uint8Array>,
  sink: NodeJS.WritableStream & { readonly destroyed?: boolean },
): Promise<void> {
  const isGone = (): boolean => sink.destroyed === true
  for await (const chunk of bytes) {
    if (isGone()) return
    if (sink.write(chunk)) continue
    await new Promise<void>((resolve) => {
      const go = (): void => {
        sink.removeListener('drain', go)
        sink.removeListener('close', go)
        resolve()
      }
      sink.once('drain', go)
      sink.once('close', go)
    })
    if (isGone()) return
  }
  sink.end()
}
