/** Shows the buttons that copy a digest. Where the browser keeps the clipboard closed, a press selects the digest. */
export function copyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('.copy')) {
    button.hidden = false
    button.addEventListener('click', () => void copy(button))
  }
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const text = button.dataset['copy'] ?? ''
  const label = button.firstChild
  let said = 'Copied'
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    said = 'Selected'
    const code = button.parentElement?.querySelector('code')
    if (code !== null && code !== undefined) getSelection()?.selectAllChildren(code)
  }
  if (label !== null) label.textContent = said
}
