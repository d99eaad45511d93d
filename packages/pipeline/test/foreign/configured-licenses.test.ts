import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { writeWheel } from '@exuvia/archiver'
import { temporaryFolder } from '@exuvia/test-needs'
import { expect, test } from 'vitest'
import { checkFiles, type RunContext } from '../../src/index.ts'

const INFO = 'gull_parts-1.0.dist-info'
const POLICY = '[policy]\npreset = "copyleft-source"\n'

/** What `check` of a wheel without source reports of its licence, with a configuration. */
async function licenseFindings(metadata: string, config: string): Promise<string[]> {
  const cwd = temporaryFolder()
  writeFileSync(path.join(cwd, 'exuvia.toml'), `targets = ["cp312"]\n${config}`)
  const texts = {
    'gull.pyc': Buffer.from([0xcb, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    [`${INFO}/METADATA`]: Buffer.from(`Metadata-Version: 2.1\nName: Gull.Parts\nVersion: 1.0\n${metadata}`),
    [`${INFO}/WHEEL`]: Buffer.from('Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n'),
  }
  const entries = Object.entries(texts).map(([at, bytes]) => ({
    path: at,
    mode: 0o644 as const,
    size: bytes.length,
    open: () => Promise.resolve(bytes),
  }))
  const made = path.join(cwd, 'gull_parts-1.0-py3-none-any.whl')
  await writeWheel(made, entries, { mtime: 1_700_000_000 })
  const context: RunContext = {
    cwd,
    env: {},
    signal: new AbortController().signal,
    progress: () => undefined,
  }
  const found = await checkFiles([path.basename(made)], {}, context)
  return found.flatMap(({ code, severity }) =>
    code.startsWith('license-') || code.startsWith('copyleft-') ? [`${severity} ${code}`] : [],
  )
}

test.each([
  ['no licence', '', ['error license-unknown'], 'MIT', []],
  ['a guess', 'License: BSD\n', ['error license-guessed'], 'BSD-3-Clause', []],
  [
    'a permissive licence',
    'License-Expression: MIT\n',
    [],
    'GPL-3.0-only',
    ['error copyleft-without-source'],
  ],
])(
  'check of a file takes its licence from the configuration: %s',
  async (_name, metadata, before, expression, after) => {
    expect(await licenseFindings(metadata, POLICY)).toEqual(before)
    // The name counts as PEP 503 reads it.
    const line = `${POLICY}[licenses]\n"gull_PARTS" = "${expression}"\n`
    expect(await licenseFindings(metadata, line)).toEqual(after)
  },
)
