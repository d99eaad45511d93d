/** The content of an entry that has none. A hostile archive has thousands of these. */
export const NO_CONTENT: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
}

/** Yields content and explains its errors. */
export function explained(
  content: AsyncIterable<Uint8Array>,
  explain: (error: unknown) => unknown,
): AsyncIterable<Uint8Array> {
  return content === NO_CONTENT ? content : explainedPieces(content, explain)
}

async function* explainedPieces(
  content: AsyncIterable<Uint8Array>,
  explain: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  try {
    yield* content
  } catch (error) {
    throw explain(error)
  }
}
