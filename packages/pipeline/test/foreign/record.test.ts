import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeWheel } from '@exuvia/archiver'
import { makeZip, wheelParts } from '@exuvia/crafted-archives'
import { ExuviaError, describeFinding } from '@exuvia/model'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkFiles, compileTree } from '../../src/index.ts'

const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia-record-'))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const context = { cwd, env: {}, signal: new AbortController().signal, progress: () => undefined }
const WHEEL = 'gull-1.0-py3-none-any.whl'

/** An entry of a wheel. */
const entry = (at: string, text: string) => ({
  path: at,
  mode: 0o644 as const,
  size: Buffer.byteLength(text),
  open: async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text)
  },
})

/** The wheel with another file in the place of one, as a valid zip. */
let tampered: Buffer
let good: Buffer

/** The bytes of a wheel with the given module. */
async function make(text: string): Promise<Buffer> {
  const file = path.join(cwd, WHEEL)
  const entries = [
    entry('gull.py', text),
    entry('gull-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n'),
    entry('gull-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\nName: gull\nVersion: 1.0\nLicense: MIT\n'),
  ]
  await writeWheel(file, entries, { mtime: 315_532_800, signal: context.signal })
  return readFileSync(file)
}

beforeAll(async () => {
  good = await make('x = 1\n')
  const other = await make('x = 2\n')
  tampered = withEntryOf(good, other, 'gull.py')
})

beforeEach(() => {
  for (const name of readdirSync(cwd)) rmSync(path.join(cwd, name), { recursive: true })
  writeFileSync(path.join(cwd, WHEEL), tampered)
})

/** Takes the bytes and the CRC-32 of one entry from another wheel in which it is as long. */
function withEntryOf(wheel: Buffer, other: Buffer, name: string): Buffer {
  const result = Buffer.from(wheel)
  const [local = 0, central = 0] = positions(wheel, name)
  const [, otherCentral = 0] = positions(other, name)
  // Up to the next local header; the entry ends with its CRC-32 and sizes.
  other.copy(result, local, local, wheel.indexOf('PK\u0003\u0004', local, 'latin1'))
  other.copy(result, central - 46 + 16, otherCentral - 46 + 16, otherCentral - 46 + 20)
  return result
}

function* positions(bytes: Buffer, name: string): Generator<number> {
  for (let at = bytes.indexOf(name); at !== -1; at = bytes.indexOf(name, at + 1)) {
    const isHeader = bytes.subarray(at - 30, at - 26).toString('latin1') === 'PK\u0003\u0004'
    const isDirectory = bytes.subarray(at - 46, at - 42).toString('latin1') === 'PK\u0001\u0002'
    if (isHeader || isDirectory) yield at
  }
}

async function checked(name = WHEEL): Promise<string[]> {
  const found = await checkFiles([name], {}, context)
  return found.map(({ severity, code }) => `${severity} ${code}`).filter((text) => !text.includes('license'))
}

const compile = () =>
  compileTree(
    {
      sources: [WHEEL],
      out: 'out',
      runtime: 'cp312',
      optimize: 0,
      docstrings: 'keep',
      layout: 'legacy',
      invalidation: undefined,
      normalise: true,
      debug: 'lines',
      toolchain: 'embedded',
      keepSource: false,
      cache: false,
      exclude: [],
      clean: false,
    },
    context,
  )

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function accept(digest: string): void {
  writeFileSync(
    path.join(cwd, 'exuvia.toml'),
    `[policy]\ndefault = "source"\n[[accept]]\nfinding = "wheel-record-mismatch"\ndistribution = "Gull"\nsha256 = "${digest}"\nreason = "published so"\n`,
  )
}

describe('a wheel that does not match its RECORD', () => {
  test('is refused by check and by compile, with one code and the lines to write', async () => {
    expect(await checked()).toContain('error wheel-record-mismatch')
    const refused = await compile().catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ExuviaError)
    expect(refused).toMatchObject({ code: 'wheel-record-mismatch', kind: 'refused' })
    expect(String((refused as ExuviaError).hint)).toContain(`sha256 = "${sha256(tampered)}"`)
    expect(readdirSync(cwd)).toEqual([WHEEL])
  })

  test('is accepted by its digest, and both name the reason', { tags: ['slow'] }, async () => {
    accept(sha256(tampered))
    expect(await checked()).toEqual(['note finding-accepted'])
    const { findings } = await compile()
    expect(findings.map(({ code, args }) => `${code} ${String(args['reason'])}`)).toContain(
      'finding-accepted published so',
    )
  })

  test('is refused if the acceptance is of another digest', async () => {
    accept(sha256(good))
    expect(await checked()).toEqual(['error wheel-record-mismatch'])
    await expect(compile()).rejects.toMatchObject({ code: 'wheel-record-mismatch' })
  })

  test('is refused by check without any .dist-info folder', async () => {
    await writeWheelWithoutInfo()
    expect(await checked('bare-1.0-py3-none-any.whl')).toContain('error wheel-record-mismatch')
  })
})

/** What `check` says of the RECORD of a wheel with a module and other files. */
const found = async (other: Readonly<Record<string, string>>): Promise<string[]> => {
  const wheel = 'demo-1.0-py3-none-any.whl'
  writeFileSync(path.join(cwd, wheel), makeZip(wheelParts({ 'demo/__init__.py': 'X = 1\n', ...other })))
  const findings = await checkFiles([wheel], {}, context)
  return findings
    .filter(({ code }) => code === 'wheel-record-mismatch')
    .map((each) => describeFinding(each).message)
}

describe('two files that pip installs in one place', () => {
  test.each(['purelib', 'platlib'])('are refused if they differ: %s', async (scheme) => {
    expect(await found({ [`demo-1.0.data/${scheme}/demo/__init__.py`]: 'X = 2\n' })).toEqual([
      expect.stringContaining('the wheel also has another file for demo/__init__.py'),
    ])
  })

  test('pass if they are the same, or have other places', async () => {
    expect(await found({ 'demo-1.0.data/purelib/demo/__init__.py': 'X = 1\n' })).toEqual([])
    expect(await found({ 'demo-1.0.data/scripts/demo/__init__.py': 'X = 2\n' })).toEqual([])
    expect(await found({ 'demo-2.0.data/purelib/demo/__init__.py': 'X = 2\n' })).toEqual([])
  })
})

test('a wheel that matches its RECORD passes', async () => {
  accept(sha256(tampered))
  writeFileSync(path.join(cwd, WHEEL), good)
  expect(await checked()).toEqual([])
})

/** A zip with one stored file. */
async function writeWheelWithoutInfo(): Promise<void> {
  const empty = Buffer.from('504b0506000000000000000000000000000000000000', 'hex')
  writeFileSync(path.join(cwd, 'bare-1.0-py3-none-any.whl'), empty)
}
