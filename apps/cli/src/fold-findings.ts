import { type Finding, describeFinding } from '@exuvia/model'

/**
 * Holds findings back while they say the same of one place after another, and hands them over together.
 * @param show gets one or more findings whose severity, sentence and advice are equal
 */
export class FindingFold {
  readonly #show: (alike: readonly Finding[]) => void
  #held: Finding[] = []
  #words = ''

  constructor(show: (alike: readonly Finding[]) => void) {
    this.#show = show
  }

  add(item: Finding): void {
    const { message, advice } = describeFinding(item)
    const words = JSON.stringify([item.severity, item.code, message, advice])
    if (words !== this.#words) this.flush()
    this.#words = words
    this.#held.push(item)
  }

  /** Hands over what is held: before any other output, and at the end. */
  flush(): void {
    const held = this.#held
    // Showing them is output too, before which everything held is handed over.
    this.#held = []
    this.#words = ''
    if (held.length > 0) this.#show(held)
  }
}
