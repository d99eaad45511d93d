/**
 * Makes an element. Texts become text nodes: nothing that a release contains is ever parsed as HTML.
 * @param attributes by name; an empty text sets the attribute without a value
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

/**
 * The element of the page with an id; the page that the script belongs to has it.
 * @param type what it is
 */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new Error(`#${id} is missing`)
  return found
}

/** Fills a choice with options; the values are their indexes. */
export function fillChoice(select: HTMLSelectElement, first: string, names: readonly string[]): void {
  select.replaceChildren(
    element('option', { value: '' }, [first]),
    ...names.map((name, index) => element('option', { value: String(index) }, [name])),
  )
}
