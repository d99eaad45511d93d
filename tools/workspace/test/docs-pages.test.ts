/** @module-tag slow */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { python } from '@exuvia/test-needs'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { type Block, blocksOf } from '../src/readme-blocks.ts'

// The pages that lead a reader in are read in their order, in one folder, as a reader types them.

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../../..')
const PAGES = ['start', 'received', 'may-ship'].map((name) => ({
  name,
  blocks: blocksOf(readFileSync(join(ROOT, `docs/${name}.md`), 'utf8')),
}))

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exuvia-docs-'))
  write('pyproject.toml', textOf('start', 'toml'))
  write('src/harbour/__init__.py', textOf('start', 'python'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** The first block of a page in a language. */
function textOf(name: string, language: string): string {
  const blocks: readonly Block[] = PAGES.find((page) => page.name === name)?.blocks ?? []
  return blocks.find((block) => block.language === language)?.text ?? ''
}

/** What a page tells a reader to run on this machine: no network, no release on GitHub. */
function commandsOf(blocks: readonly Block[]): string[] {
  return blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n'))
    .map((line) => line.replace(/ +#.*$/, ''))
    .filter((line) => /^(?:npx exuvia|tar|sha256sum) /.test(line) && !line.includes('OWNER/NAME'))
}

test('the commands of the first three pages run one after the other', { timeout: 600_000 }, async () => {
  const ran: string[] = []
  for (const { name, blocks } of PAGES) {
    // A reader of this page has the files of a release beside each other.
    const cwd = name === 'received' ? join(folder, 'dist') : folder
    if (name === 'may-ship') {
      const policy = textOf(name, 'toml')
      const configured = readFileSync(join(folder, 'pyproject.toml'), 'utf8')
      write('pyproject.toml', `${configured.slice(0, configured.indexOf('[tool.exuvia]'))}${policy}`)
      write('src/harbour/plugins/__init__.py', '')
    }
    for (const line of commandsOf(blocks)) {
      ran.push(line)
      // A command that fails rejects with its output.
      await run('sh', ['-c', line.replace('npx exuvia', '"$NODE" --conditions=@exuvia/source "$EXUVIA"')], {
        cwd,
        env: {
          ...process.env,
          NODE: process.execPath,
          EXUVIA: join(ROOT, 'apps/cli/src/start.ts'),
          EXUVIA_CACHE_DIR: join(folder, 'cache'),
        },
      })
    }
  }
  expect(ran.filter((line) => line.startsWith('npx exuvia ')).length).toBeGreaterThan(10)
  expect(ran).toContain('sha256sum --check SHA256SUMS --ignore-missing')
})

test('the application of the first page prints what the page says', { tags: ['cp312'] }, async () => {
  const { stdout } = await run(join(folder, 'harbour-1.4.0/bin/harbour'), {
    env: { ...process.env, EXUVIA_PYTHON: python('cp312') },
  })
  expect(stdout).toBe(textOf('start', 'text'))
})
