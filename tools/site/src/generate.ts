import { execFile } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { writeApi } from './api.ts'
import { type CommandHelp, commandPage } from './command-page.ts'
import { GENERATED } from './places.ts'
import { type Schema, schemaPage } from './schema-page.ts'

const run = promisify(execFile)

/** The repository. */
export const ROOT = join(import.meta.dirname, '../../..')

/** The pages that explain what a schema describes. A schema without a page here has a page of its own all the same. */
const EXPLAINED: Readonly<Record<string, string>> = {
  config: '[Configuration](/configuration) explains these keys, with examples.',
  manifest: '[Manifest](/manifest) explains it.',
  tarball: '[Manifest](/manifest) explains it.',
  part: '[Several machines](/several-machines) explains it.',
  start: '[`exuvia bench start`](/commands#bench-start) explains it.',
}

/** Writes the pages that the program, its schemas and the docstrings make. */
export async function generate(): Promise<void> {
  const out = join(ROOT, GENERATED)
  rmSync(out, { recursive: true, force: true })
  for (const file of globSync('docs/schemas/*.schema.json', { cwd: ROOT })) {
    const name = basename(file, '.schema.json')
    const schema = JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Schema
    write(join(out, `schemas/${name}.md`), schemaPage(name, schema, EXPLAINED[name] ?? ''))
  }
  const [commands] = await Promise.all([readCommands(), writeApi(ROOT, join(out, 'api'))])
  write(join(out, 'options.md'), commands)
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

async function readCommands(): Promise<string> {
  const script = join(ROOT, 'apps/cli/scripts/print-help.ts')
  const { stdout } = await run(process.execPath, ['--conditions=@exuvia/source', script], {
    env: { ...process.env, NO_COLOR: '1' },
  })
  const { version } = JSON.parse(readFileSync(join(ROOT, 'apps/cli/package.json'), 'utf8')) as {
    version: string
  }
  return commandPage(version, JSON.parse(stdout) as CommandHelp[])
}
