import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'
import { parse } from 'yaml'

import { INPUTS } from '../src/commands.ts'
import { findingsOutput, tellOutputs } from '../src/outputs.ts'
import type { Runner } from '../src/runner.ts'

interface Description {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>
  readonly outputs: Readonly<Record<string, { readonly description: string }>>
  readonly runs: { readonly using: string; readonly main: string }
}

const folder = join(import.meta.dirname, '..')
const description = parse(readFileSync(join(folder, 'action.yml'), 'utf8')) as Description

/** The first cells of the rows of all tables below a heading. */
function listed(file: string, heading: string): (string | undefined)[] {
  const text = readFileSync(file, 'utf8')
  const start = text.indexOf(`\n## ${heading}\n`)
  if (start < 0) return []
  const end = text.indexOf('\n## ', start + 1)
  const section = text.slice(start, end < 0 ? undefined : end)
  return [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1])
}

test('action.yml and the code name the same inputs, and only what GitHub fills in has a default', () => {
  expect(Object.keys(description.inputs)).toEqual(['command', ...Object.keys(INPUTS)])
  const defaults = Object.entries(description.inputs).map(([name, input]) => [name, input.default])
  expect(Object.fromEntries(defaults.filter(([, value]) => value !== undefined))).toEqual({
    command: 'build',
    token: '${{ github.token }}',
  })
})

test('action.yml and the code name the same outputs', () => {
  const told: string[] = []
  const runner = { setOutput: (name: string) => told.push(name) } as unknown as Runner
  const manifest = {
    schema: 'exuvia.manifest/1' as const,
    name: 'x',
    version: '1',
    sourceDate: 0,
    compilers: [],
    decisions: [],
    artifacts: [],
  }
  const lists = { uploaded: [], kept: [], replaced: [], removed: [], assets: [] }
  const provenance = { state: 'signed' as const, new: true, files: 1, bundle: 'b', attestation: 'a' }
  const release = { url: 'u', releaseId: 1, tag: 't', ...lists, provenance }
  tellOutputs(runner, {
    manifest,
    manifestPath: '/m',
    artifacts: [],
    matrix: {},
    release: { ...release, published: true, changed: true },
    sarif: '/s',
    report: '/r',
    lines: [],
  })
  expect(findingsOutput([])).toContain('exuvia.findings/1')
  expect([...told, 'findings']).toEqual(Object.keys(description.outputs))
})

test('the guide lists every input and output', () => {
  const file = '../../docs/action.md'
  expect(listed(join(folder, file), 'Inputs')).toEqual(Object.keys(description.inputs))
  expect(listed(join(folder, file), 'Outputs')).toEqual(Object.keys(description.outputs))
})

test('it runs on the Node that GitHub has, from the bundle', () => {
  expect(description.runs).toEqual({ using: 'node24', main: 'dist/main.js' })
})
