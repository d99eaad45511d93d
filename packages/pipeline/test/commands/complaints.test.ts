import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startTwin } from '@exuvia/github-twin'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type RunContext, buildRelease, publishPaths } from '../../src/index.ts'

// Issues that users of other publishers reported about finding files and making archives; the others are in
// packages/publisher/test/complaints.test.ts.

function scratch(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia complaints '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return folder
}

function contextFor(cwd: string, env: NodeJS.ProcessEnv = {}): RunContext {
  return {
    cwd,
    env: { ...process.env, SOURCE_DATE_EPOCH: '1700000000', ...env },
    signal: new AbortController().signal,
    progress: () => undefined,
  }
}

const project = {
  'pyproject.toml':
    '[project]\nname = "shelf"\nversion = "1.0"\nlicense = "MIT"\n[tool.exuvia]\ntargets = ["cp312"]\n',
  'src/shelf/__init__.py': 'VALUE = 1\n',
}

describe('complaints about publishers', () => {
  it('SP 348: a path or pattern that matches nothing is an error, before anything is sent', async () => {
    const twin = await startTwin()
    onTestFinished(() => twin.close())
    const cwd = scratch({ ...project, 'notes.txt': 'n' })
    mkdirSync(path.join(cwd, 'empty'))
    const context = contextFor(cwd, { GITHUB_API_URL: twin.url, GITHUB_TOKEN: twin.token })
    for (const gone of ['dist/*.whl', 'dist', 'empty']) {
      const options = { paths: ['notes.txt', gone], repository: 'octocat/hello', tag: 'v1' }
      await expect(publishPaths(options, context)).rejects.toMatchObject({ kind: 'usage' })
    }
    expect(twin.requests).toEqual([])
  })

  it('SP 280: a path with backslashes is read as the system reads it, and a path without a match is an error', async () => {
    const twin = await startTwin()
    onTestFinished(() => twin.close())
    const cwd = scratch({ ...project, 'out/notes.txt': 'n' })
    const context = contextFor(cwd, { GITHUB_API_URL: twin.url, GITHUB_TOKEN: twin.token })
    const options = { paths: ['out\\notes.txt'], repository: 'octocat/hello', tag: 'v1' }
    const outcome = await publishPaths(options, context).then(
      ({ published }) => published,
      (error: unknown) => (error as { kind: unknown }).kind,
    )
    expect(outcome).toBe(path.sep === '\\' ? true : 'usage')
  })

  it('GR 3582, GR 4167: two builds give the same archive', { tags: ['slow'] }, async () => {
    const digests = new Set<string>()
    for (const days of [0, 400]) {
      const cwd = scratch(project)
      const then = new Date(Date.now() - days * 86_400_000)
      utimesSync(path.join(cwd, 'src/shelf/__init__.py'), then, then)
      const built = await buildRelease({ cache: false }, contextFor(cwd))
      for (const file of built.files) {
        const bytes = readFileSync(path.join(built.folder, file))
        digests.add(`${file} ${createHash('sha256').update(bytes).digest('hex')}`)
      }
    }
    expect(digests.size).toBe(4)
  })
})
