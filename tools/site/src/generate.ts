import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { writeApi } from './api.ts'
import { type CommandHelp, commandPage } from './command-page.ts'
import { GENERATED } from './places.ts'
import { type Schema, schemaPage } from './schema-page.ts'

const run = promisify(execFile)

/** The repository. */
export const ROOT = join(import.meta.dirname, '../../..')

/** The JSON schemas, and what each describes. */
const SCHEMAS: Readonly<Record<string, { readonly title: string; readonly intro: string }>> = {
  config: {
    title: 'Schema of the configuration',
    intro:
      'The keys of `[tool.exuvia]` in `pyproject.toml`, or of a configuration file. [Configuration](/configuration) explains them, with examples.',
  },
  manifest: {
    title: 'Schema of the release manifest',
    intro: 'What the manifest of a release contains. [Manifest](/manifest) explains it.',
  },
  tarball: {
    title: 'Schema of `EXUVIA.json`',
    intro: 'What every tarball says about itself. [Manifest](/manifest) explains it.',
  },
  part: {
    title: 'Schema of a part',
    intro: 'What one machine built of a release. [Several machines](/several-machines) explains it.',
  },
}

/** Writes the pages that the program, its schemas and the docstrings make. */
export async function generate(): Promise<void> {
  const out = join(ROOT, GENERATED)
  rmSync(out, { recursive: true, force: true })
  for (const [name, about] of Object.entries(SCHEMAS)) {
    const text = readFileSync(join(ROOT, `docs/schemas/${name}.schema.json`), 'utf8')
    write(join(out, `schemas/${name}.md`), schemaPage(name, JSON.parse(text) as Schema, about))
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
