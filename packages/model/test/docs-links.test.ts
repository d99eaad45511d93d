import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url))
const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.md'))

describe('the guide', () => {
  test.each(['README.md', 'messages/README.md'])('lists every page of its folder in %s', (index) => {
    const folder = path.posix.dirname(index)
    const listed = new Set(linksOf(index).map((link) => path.posix.join(folder, link)))
    const beside = pages.filter((page) => path.posix.dirname(page) === folder)
    expect(beside.filter((page) => page !== index && !listed.has(page))).toEqual([])
  })

  test.each(pages)('every link of %s leads to a page that exists', (page) => {
    const broken = linksOf(page).filter((link) => {
      const [file = '', anchor] = link.split('#')
      const target = file === '' ? path.join(docs, page) : path.join(docs, path.dirname(page), file)
      if (!existsSync(target)) return true
      return anchor !== undefined && !anchorsOf(target).includes(anchor)
    })
    expect(broken).toEqual([])
  })
})

function prose(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(/^```[^]*?^```/gm, '')
}

/** Links to files of the repository and to headings. */
function linksOf(page: string): string[] {
  return [...prose(path.join(docs, page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
}

/** As GitHub makes them of headings: lower case, without punctuation, `-` for spaces. */
function anchorsOf(file: string): string[] {
  return [...prose(file).matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\-_ ]/gu, '')
      .replaceAll(' ', '-'),
  )
}
