/** Answers to remember; more would only take memory. */
const MOST = 4096

/**
 * Makes a pure function of a text remember its answers. Metadata, locks and markers repeat few texts many times.
 * @param answer pure; its answers are never changed
 */
export function remember<Answer>(answer: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, { readonly answer: Answer }>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found.answer
    const made = answer(text)
    if (known.size >= MOST) known.clear()
    known.set(text, { answer: made })
    return made
  }
}
