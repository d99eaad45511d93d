import { visible } from '../text.ts'

/** A piece of HTML in which every value is escaped. Only `markup` and `joined` make one. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Value = string | number | Html | readonly Html[]

/** A template of HTML, under a name that the formatter leaves alone: values become text, whatever they contain; pieces of HTML stay. */
export function markup(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(
    strings
      .map((part, index) => part + (index < values.length ? written(values[index] as Value) : ''))
      .join(''),
  )
}

/** Lines of a text of any origin, escaped. Line feeds and tabs stay; other controls become visible. */
export function escapedLines(text: string): Html {
  return new Html(
    text
      .split('\n')
      .map((line) => line.split('\t').map(escaped).join('\t'))
      .join('\n'),
  )
}

/**
 * Data for a script, as JSON that no HTML parser reads as markup: `<` is an escape in it, so it
 * contains neither `</script>` nor `<!--`.
 */
export function embeddedJson(value: unknown): Html {
  return new Html(
    JSON.stringify(value)
      .replaceAll('<', String.raw`\u003c`)
      .replaceAll('\u2028', String.raw`\u2028`)
      .replaceAll('\u2029', String.raw`\u2029`),
  )
}

function written(value: Value): string {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(({ text }: Html) => text).join('')
  return escaped(typeof value === 'number' ? String(value) : (value as string))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes a text for an element and for a quoted attribute. */
function escaped(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
