import {
  AREAS,
  CATALOGUE,
  type Code,
  type Finding,
  type MessageText,
  type Severity,
  compareText,
} from '@exuvia/model'

/** A rule of a SARIF tool (`reportingDescriptor`, section 3.49): what a code means. */
export interface SarifRule {
  readonly id: Code
  readonly name: string
  readonly shortDescription: { readonly text: string }
  readonly fullDescription: { readonly text: string }
  readonly help?: { readonly text: string }
  readonly helpUri: string
  readonly defaultConfiguration: { readonly level: Severity }
  readonly properties: { readonly tags: readonly string[] }
}

const PAGES = 'https://github.com/exuvia/exuvia/blob/main/docs/messages'

/** The rules of the codes that findings have, by code; their level is that of the most severe finding. */
export function rulesOf(findings: readonly Finding[]): SarifRule[] {
  const groups = Map.groupBy(findings, ({ code }) => code)
  return [...groups]
    .map(([code, group]) => ruleOf(code, mostSevere(group)))
    .toSorted((a, b) => compareText(a.id, b.id))
}

function ruleOf(code: Code, level: Severity): SarifRule {
  const { message, advice }: MessageText = CATALOGUE[code]
  const words = code.split('-')
  return {
    id: code,
    name: words.map(capital).join(''),
    // Services show it as the title of all results of a rule.
    shortDescription: { text: capital(words.join(' ')) },
    fullDescription: { text: withoutArguments(message) },
    ...(advice === undefined ? {} : { help: { text: withoutArguments(advice) } }),
    helpUri: `${PAGES}/${code}.md`,
    defaultConfiguration: { level },
    properties: { tags: [areaOf(code)] },
  }
}

function mostSevere(findings: readonly Finding[]): Severity {
  const found = new Set(findings.map(({ severity }) => severity))
  return (['error', 'warning', 'note'] as const).find((each) => found.has(each)) ?? 'note'
}

/** The heading of the code in docs/messages/README.md. */
function areaOf(code: Code): string {
  return Object.entries(AREAS).find(([, codes]) => code in codes)?.[0] ?? ''
}

/** Names the arguments of a sentence: `<what> fails`. */
function withoutArguments(text: string): string {
  return text.replaceAll(/\{(\w+)(?::lines)?\}/g, '<$1>')
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
