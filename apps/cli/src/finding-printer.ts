import type { Finding } from '@exuvia/model'
import { FindingFold } from './fold-findings.ts'
import { formatFinding, paint } from './terminal.ts'

/** Findings of one code and severity that are printed; of more there is a count. */
const MOST_OF_A_KIND = 100

/**
 * Prints findings for people: those that say the same of one place after another together, and of each kind at most a
 * hundred.
 */
export class FindingPrinter {
  readonly #line: (text: string) => void
  readonly #all: string
  readonly #fold: FindingFold
  readonly #kinds = new Map<string, { readonly sample: Finding; count: number }>()

  /**
   * @param line prints a text
   * @param all the command that lists the others
   */
  constructor(line: (text: string) => void, all: string) {
    this.#line = line
    this.#all = all
    this.#fold = new FindingFold(([first, ...others]) => {
      if (first === undefined) return
      line(formatFinding(first, others))
    })
  }

  add(item: Finding): void {
    const key = `${item.severity} ${item.code}`
    const kind = this.#kinds.get(key) ?? { sample: item, count: 0 }
    this.#kinds.set(key, kind)
    kind.count += 1
    if (kind.count <= MOST_OF_A_KIND) this.#fold.add(item)
  }

  /** Prints what is held: before any other output. */
  flush(): void {
    this.#fold.flush()
  }

  /** Prints what is held, and how many findings were not printed. */
  end(): void {
    this.#fold.flush()
    const kinds = [...this.#kinds.values()]
    this.#kinds.clear()
    for (const { sample, count } of kinds) {
      if (count <= MOST_OF_A_KIND) continue
      const many = (count - MOST_OF_A_KIND).toLocaleString('en-US')
      this.#line(
        `${paint('bold', `and ${many} more`)} of ${sample.severity} ${sample.code}: ${this.#all} lists them`,
      )
    }
  }
}

/** Prints a list of findings, of which the JSON of the same command has all. */
export function printFindings(findings: Iterable<Finding>, line: (text: string) => void): void {
  const printer = new FindingPrinter(line, '--json')
  for (const item of findings) printer.add(item)
  printer.end()
}
