/**
 * Each test starts the Action's bundle, some of them many times.
 *
 * @module-tag slow
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'

import { type Twin, startTwin } from '@exuvia/github-twin'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { type StepResult, makeCheckout, runAction } from './action.ts'

const TOKEN = 'ghs_may-release'

let twin: Twin

beforeEach(async () => {
  twin = await startTwin({ tokens: [{ token: TOKEN }] })
})

afterEach(async () => {
  await twin.close()
})

const PROJECT = {
  'service/pyproject.toml': `[project]
name = "harbour"
version = "1.4.0"
license = "MIT"

[tool.exuvia]
targets = ["cp311-any", "cp312-any", "cp313-any"]
`,
}

function filesOf(step: StepResult): string[] {
  return (step.outputs.get('artifacts') ?? '').split('\n')
}

function digests(files: readonly string[]): Record<string, string> {
  const entries = files.map((file) => [
    basename(file),
    createHash('sha256').update(readFileSync(file)).digest('hex'),
  ])
  return Object.fromEntries(entries) as Record<string, string>
}

test('a matrix of jobs makes the release that one job makes, and it is published', async () => {
  // Each job has a checkout of its own, as on runners of their own.
  const planned = await runAction(makeCheckout(PROJECT), { command: 'plan' })
  expect(planned.status, planned.stdout).toBe(0)
  const matrix = JSON.parse(planned.outputs.get('matrix') ?? '') as { include: { target: string }[] }
  expect(matrix.include.map(({ target }) => target)).toEqual(['cp311-any', 'cp312-any', 'cp313-any'])

  const last = makeCheckout(PROJECT)
  mkdirSync(join(last.workspace, 'parts'))
  for (const { target } of matrix.include) {
    const checkout = makeCheckout(PROJECT)
    const inputs = { command: 'build', part: 'true', targets: target, out: 'part' }
    const built = await runAction(checkout, inputs)
    expect(built.status, built.stdout).toBe(0)
    expect(filesOf(built).some((file) => file.includes(target))).toBe(true)
    const sizes = JSON.parse(built.outputs.get('sizes') ?? '') as { artifacts: { name: string }[] }
    expect(sizes.artifacts.map(({ name }) => name)).toContain(target)
    // What actions/upload-artifact and actions/download-artifact do.
    renameSync(join(checkout.workspace, 'part'), join(last.workspace, 'parts', `part-${target}`))
  }

  const paths = 'parts'
  const merged = await runAction(last, { command: 'merge', paths, out: 'release' })
  expect(merged.status, merged.stdout).toBe(0)
  const whole = await runAction(makeCheckout(PROJECT), {})
  expect(digests(filesOf(merged))).toEqual(digests(filesOf(whole)))

  const env = { GITHUB_API_URL: twin.url, GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.4.0' }
  const inputs = { command: 'publish', paths: merged.outputs.get('manifest') ?? '', token: TOKEN }
  const published = await runAction(last, inputs, env)
  expect(published.status, published.stdout).toBe(0)
  const [release, ...others] = twin.releases('octocat/hello')
  expect(others).toEqual([])
  expect(release).toMatchObject({ tag: 'v1.4.0', draft: false })
  expect(published.outputs.get('manifest')).toBe(merged.outputs.get('manifest'))
  expect(published.outputs.get('sizes')).toContain('"name":"cp312-any"')
  expect(published.outputs.get('release-id')).toBe(String(release?.id))
  const remote = release?.assets.map(({ name, sha256 }) => [name, sha256]) ?? []
  expect(Object.fromEntries(remote)).toEqual(digests(filesOf(merged)))
})

test('a merge with a part missing is refused, and names the target', async () => {
  const checkout = makeCheckout(PROJECT)
  await runAction(checkout, { part: 'true', targets: 'cp312-any', out: 'part' })
  const step = await runAction(checkout, { command: 'merge', paths: 'part' })
  expect(step.status).toBe(1)
  expect(step.stdout).toMatch(/^::error title=merge-[a-z-]+::.*cp311-any/m)
  const findings = JSON.parse(step.outputs.get('findings') ?? '') as { counts: { error: number } }
  expect(findings.counts.error).toBe(2)
})
