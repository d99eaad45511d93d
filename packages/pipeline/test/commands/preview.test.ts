/**
 * It builds, and an embedded CPython takes seconds to start.
 *
 * @module-tag slow
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Finding } from '@exuvia/model'
import { expect, onTestFinished, test } from 'vitest'
import { type RunContext, buildRelease, inspectSubject } from '../../src/index.ts'

/** Syntax that is new in Python 3.15: lazy imports (PEP 810), and unpacking in a comprehension (PEP 798). */
const SOURCE = `lazy import json


def merge(tables):
    """All keys of all tables."""
    return {**table for table in tables}


def show(tables):
    return json.dumps(merge(tables))
`

test(
  'a release for a preview is compiled, says that it is one, and is read again',
  { timeout: 300_000 },
  async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'exuvia preview '))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    const config = '[tool.exuvia]\ntargets = ["cp315-any"]\ncompile.toolchain = "embedded"\n'
    const project = '[project]\nname = "tables"\nversion = "1.0"\nlicense = "MIT"\n'
    writeFileSync(path.join(root, 'pyproject.toml'), project + config)
    mkdirSync(path.join(root, 'src/tables'), { recursive: true })
    writeFileSync(path.join(root, 'src/tables/__init__.py'), SOURCE)

    const findings: Finding[] = []
    const context: RunContext = {
      cwd: root,
      env: { ...process.env, EXUVIA_CACHE_DIR: path.join(root, 'cache') },
      signal: new AbortController().signal,
      progress: (event) => void (event.kind === 'finding' && findings.push(event.finding)),
    }
    await buildRelease({}, context)
    expect(findings.filter(({ code }) => code === 'toolchain-preview')).toMatchObject([
      { severity: 'note', args: { runtime: 'cp315', used: 'embedded CPython 3.15 (3.15.0rc1)' } },
    ])
    expect(findings.map(({ code }) => code)).not.toContain('bytecode-as-compiled')

    const tarball = path.join(root, 'dist/tables-1.0-cp315-any.tar.gz')
    const archive = await inspectSubject(tarball, {}, context)
    expect(archive).toMatchObject({
      loadableBy: [{ words: 'CPython 3.15', files: 1 }],
      problems: [],
      givesAway: { functions: 2 },
    })
    const file = await inspectSubject(tarball, { member: 'lib/tables/__init__.pyc' }, context)
    expect(JSON.stringify(file)).toContain('"merge"')
  },
)
