/** @module-tag slow */
import { execFile } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { type Block, blocksOf, printedBy } from '../src/readme-blocks.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../../..')

const PAGES = globSync('{apps,packages,runtimes}/*/README.md', { cwd: ROOT })
  .toSorted()
  .map((page) => ({ page, blocks: blocksOf(readFileSync(join(ROOT, page), 'utf8')) }))
const PROGRAMS = PAGES.flatMap(({ page, blocks }) =>
  blocks
    .filter(({ language }) => language === 'ts' || language === 'js')
    .map((block) => ({
      name: `${page}:${block.line}`,
      file: `${page.replaceAll('/', '-')}-${block.line}.ts`,
      block,
    })),
)

/** Inside the repository, so that the packages' names resolve as they do after an installation. */
let programs = ''
/** A project and a bytecode file that the examples read. */
let project = ''

beforeAll(() => {
  programs = mkdtempSync(join(import.meta.dirname, '../.readme-'))
  for (const { file, block } of PROGRAMS) writeFileSync(join(programs, file), moduleOf(block))
  const config = { extends: '../../../tsconfig.base.json', include: ['*.ts'] }
  writeFileSync(join(programs, 'tsconfig.json'), JSON.stringify(config))

  project = mkdtempSync(join(tmpdir(), 'exuvia-readme-'))
  const example = PAGES.find(({ page }) => page === 'apps/cli/README.md')
  const toml = example?.blocks.find(({ language }) => language === 'toml')
  write('pyproject.toml', `${toml?.text}[build-system]\nbuild-backend = "setuptools.build_meta"\n`)
  write('src/harbour/__init__.py', 'NAME = "harbour"\n')
  // CPython 3.14 wrote this; the fixture says how.
  const { code } = JSON.parse(
    readFileSync(join(ROOT, 'packages/bytecode/test/fixtures/cp314.json'), 'utf8'),
  ) as { readonly code: string }
  const header = Buffer.from([3627 & 0xff, 3627 >> 8, 0x0d, 0x0a, ...Array<number>(12).fill(0)])
  write('app.pyc', Buffer.concat([header, Buffer.from(code, 'hex')]))
})

afterAll(() => {
  for (const folder of [programs, project]) rmSync(folder, { recursive: true, force: true })
})

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), content)
}

/** Makes each block a module of its own, even without imports. */
function moduleOf(block: Block): string {
  return /^(?:import|export) /m.test(block.text) ? block.text : `${block.text}export {}\n`
}

test('every package has an example that type-checks', { timeout: 180_000 }, async () => {
  const shown = new Set(PROGRAMS.map(({ name }) => name.split('/').slice(0, 2).join('/')))
  const folders = globSync('{packages,runtimes}/*/package.json', { cwd: ROOT }).map((file) => dirname(file))
  expect(folders.filter((folder) => !shown.has(folder))).toEqual([])
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const answer = await run(process.execPath, [tsc, '--project', programs, '--pretty', 'false']).catch(
    (error: unknown) => error as { readonly stdout: string },
  )
  expect(answer.stdout).toBe('')
})

test.each(PROGRAMS.filter(({ block }) => printedBy(block).length > 0))(
  '$name prints its documented output',
  { timeout: 180_000 },
  async ({ file, block }) => {
    const program = [
      '--conditions=@exuvia/source',
      '--disable-warning=ExperimentalWarning',
      join(programs, file),
    ]
    const { stdout } = await run(process.execPath, program, { cwd: project })
    expect(stdout.trimEnd().split('\n')).toEqual(printedBy(block))
  },
)

test(
  'the commands in the README of the command line run one after the other',
  { timeout: 300_000 },
  async () => {
    const page = PAGES.find((one) => one.page === 'apps/cli/README.md')
    const first = page?.blocks.find(({ text }) => text.startsWith('npx exuvia check'))
    const lines = first?.text.trim().split('\n') ?? []
    expect(lines.length).toBeGreaterThan(4)
    const main = ['--conditions=@exuvia/source', join(ROOT, 'apps/cli/src/main.ts')]
    const env = { ...process.env, EXUVIA_CACHE_DIR: join(project, 'cache') }
    for (const line of lines) {
      expect(line).toMatch(/^npx exuvia /)
      const [command = ''] = line.replace('npx exuvia ', '').split('#')
      // A command that fails rejects with its output.
      await run(process.execPath, [...main, ...command.trim().split(/ +/)], { cwd: project, env })
    }
  },
)
