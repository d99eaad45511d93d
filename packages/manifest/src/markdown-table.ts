/**
 * Formats a table in GitHub's Markdown. Titles that start with `>` align to the right.
 * Cells must be Markdown already.
 */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const names = titles.map((title) => title.replace(/^>/, ''))
  const rule = titles.map((title) => (title.startsWith('>') ? '---:' : '---'))
  return [tableRow(names), tableRow(rule), ...rows.map(tableRow)].join('\n')
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
