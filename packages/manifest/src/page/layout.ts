import { type Html, markup } from './html.ts'

/** A column of a table on a page. */
export interface Column {
  readonly title: string
  /** Its cells are numbers and end at one edge. */
  readonly isNumber?: boolean
}

/**
 * A section with its heading, which the page's contents link to.
 * @param short its name in the contents
 */
export function section(id: string, title: string, parts: readonly Html[], short = title): Html {
  return markup`<section id="${id}" data-short="${short}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${parts}
  </section>`
}

/** A table that scrolls by itself where it is too wide; the first cell of a row is its heading. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Html[])[]): Html {
  const aligned = (index: number): string => (columns[index]?.isNumber === true ? 'number' : 'text')
  const head = columns.map(
    ({ title }, index) => markup`<th scope="col" class="${aligned(index)}">${title}</th>`,
  )
  const body = rows.map((cells) => {
    const [first = markup``, ...others] = cells
    const rest = others.map((cell, index) => markup`<td class="${aligned(index + 1)}">${cell}</td>`)
    return markup`<tr>
      <th scope="row" class="${aligned(0)}">${first}</th>
      ${rest}
    </tr>`
  })
  return markup`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption class="hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`
}
