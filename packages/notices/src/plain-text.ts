import { trimEndOf } from '@exuvia/model'

/** Endings of files that are code or data, whatever their name begins with: `license_manager.js`, `licenses.json`. */
const NO_TEXT =
  /\.(?:c|cc|cfg|cpp|css|csv|dll|dylib|exe|gif|h|html?|ini|ipynb|jpe?g|js|json|mjs|mo|pdf|png|po|py|pyc|pyd|pyi|pyx|so|sql|svg|toml|ts|xml|ya?ml)$/i

/** Whether a file's name is that of a text about licences or authors: `LICENSE`, `COPYING.LESSER`, `notice-x.txt`. */
export function isTextName(name: string): boolean {
  return (
    /^(?:licen[cs]es?|unlicen[cs]e|copying|copyright|notices?|authors?)(?:[-._].*)?$/i.test(name) &&
    !NO_TEXT.test(name)
  )
}

/**
 * Reads the bytes of a licence file as plain text: UTF-8 if they are that, UTF-16 by its mark, else Windows-1252, in
 * which older packages wrote names. Lines end with a line feed; control characters, which could steer a terminal,
 * become U+FFFD; empty lines around the text go.
 * @returns undefined if it is no text, and if it is empty
 */
export function plainText(bytes: Uint8Array): string | undefined {
  const text = trimEndOf(decode(bytes).replaceAll(/\r\n?/g, '\n').replace(/^\n+/, ''), '\n')
  if (text === '' || text.includes('\0')) return undefined
  return text.replaceAll(/(?![\t\n\f])\p{Cc}/gu, '\uFFFD')
}

function decode(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
