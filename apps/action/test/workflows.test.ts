import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

import { readInputs } from '../src/inputs.ts'

interface Step {
  readonly id?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly needs?: string
  readonly environment?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}

interface Workflow {
  readonly permissions?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'examples/workflows')
const action = parse(readFileSync(join(root, 'apps/action/action.yml'), 'utf8')) as {
  readonly outputs: object
}
/** Pinned by commit, as every other action; the zeros stand for the commit of a release. */
const OURS = `exuvia/exuvia/apps/action@${'0'.repeat(40)}`

/** What a job may need, by what its steps do. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'actions/checkout': { contents: 'read' },
  'actions/download-artifact of another run': { actions: 'read' },
  publish: { contents: 'write' },
  release: { contents: 'write' },
  provenance: { 'id-token': 'write', attestations: 'write' },
  comment: { contents: 'read', 'pull-requests': 'write' },
  // It waits for the analysis, which in a private repository is one of its workflow's.
  'github/codeql-action/upload-sarif': { actions: 'read', 'security-events': 'write' },
  verify: { contents: 'read' },
}

const shared = readdirSync(folder)
/** Those of the examples of applications, which `exuvia init --workflows` wrote. */
const ofExamples = readdirSync(join(root, 'examples')).flatMap((example) => {
  const own = join(root, 'examples', example, '.github/workflows')
  return existsSync(own) ? readdirSync(own).map((file) => join('..', example, '.github/workflows', file)) : []
})
const files = [...shared, ...ofExamples]

test('there is an example for one job, a matrix, every night, pull requests and code scanning', () => {
  expect(ofExamples).toHaveLength(8)
  expect(shared.toSorted()).toEqual([
    'code-scanning.yml',
    'matrix.yml',
    'nightly.yml',
    'pull-request-comment.yml',
    'pull-request.yml',
    'release.yml',
  ])
})

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(folder, file), 'utf8')
  const workflow = parse(text) as Workflow
  const jobs = Object.values(workflow.jobs)
  const ours = jobs.flatMap(({ steps }) => steps).filter(({ uses }) => uses === OURS)

  test('gives the Action only inputs that it has', () => {
    expect(ours.length).toBeGreaterThan(0)
    for (const step of ours) {
      const given = Object.entries(step.with ?? {}).map(([name, value]) => [
        `INPUT_${name.toUpperCase()}`,
        // What an expression gives is known to the runner alone.
        String(value).replaceAll(/\$\{\{.*?\}\}/g, name === 'targets' ? 'cp312-any' : 'x'),
      ])
      const env = { INPUT_TOKEN: 'x', ...(Object.fromEntries(given) as Record<string, string>) }
      expect(() => readInputs(env)).not.toThrow()
      const known = new Set(Object.keys(parseInputs()))
      expect(Object.keys(step.with ?? {}).filter((name) => !known.has(name))).toEqual([])
    }
  })

  test('uses outputs that the Action has', () => {
    const ids = new Set(ours.flatMap(({ id }) => (id === undefined ? [] : [id])))
    const used = [...text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)]
    const names = used.filter(([, id]) => ids.has(id ?? '')).map(([, , name]) => name)
    expect(names).toHaveLength(used.length)
    for (const name of names) expect(Object.keys(action.outputs)).toContain(name)
  })

  test('requests only permissions that its steps need', () => {
    expect(workflow.permissions).toEqual({})
    for (const job of jobs) {
      const needed = Object.assign({}, ...job.steps.map(rightsOf)) as Record<string, string>
      expect(job.permissions).toEqual(needed)
    }
  })

  test('runs no build backend in a job that may write', () => {
    const commandsOf = ({ steps }: (typeof jobs)[number]): string[] =>
      steps
        .filter(({ uses, with: given }) => uses === OURS && given?.['wheel'] === undefined)
        .map(({ with: given }) => (typeof given?.['command'] === 'string' ? given['command'] : 'build'))
    const writing = jobs.filter((job) => Object.values(job.permissions ?? {}).includes('write'))
    expect(writing.flatMap(commandsOf)).not.toContain('build')
    // The Action refuses a backend there; the file says what to use instead.
    const releases = jobs.flatMap(commandsOf).includes('release')
    expect(!releases || /^# .*matrix\.yml/m.test(text)).toBe(true)
  })

  test('writes contents only in a job with an environment that runs nothing of the project', () => {
    const writers = jobs.filter(({ permissions }) => permissions?.['contents'] === 'write')
    for (const job of writers) {
      expect(job.environment).toMatch(/^\w+$/)
      expect(job.needs).toBe('build')
      const commands = job.steps.filter(({ uses }) => uses === OURS).map((step) => step.with?.['command'])
      for (const command of commands) expect(['merge', 'publish']).toContain(command)
      expect(job.steps.filter(({ uses }) => uses?.startsWith('actions/setup-'))).toEqual([])
    }
    const building = ours.filter((step) => step.with?.['part'] === true || step.with?.['command'] === 'build')
    const caching = building.filter((step) => step.with?.['cache'] !== false)
    expect(writers.length === 0 ? [] : caching).toEqual([])
  })

  test('ends with a job that verifies what it published', () => {
    const writers = jobs.filter(({ permissions }) => permissions?.['contents'] === 'write')
    const last = jobs.at(-1)
    const runs = last?.steps.map(({ run }) => run ?? '').join('\n') ?? ''
    const isProven = text.includes('provenance: true')
    expect(writers.length === 0 || (last?.needs === 'publish' && /exuvia@[\d.]+ verify/.test(runs))).toBe(
      true,
    )
    expect(runs.includes('--require-provenance')).toBe(isProven)
  })

  test('pins actions by commit, and names the version', () => {
    const uses = [...text.matchAll(/uses: (\S+)(.*)$/gm)]
    for (const [, name, rest] of uses) {
      expect(`${name}${rest}`).toMatch(/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    }
  })

  test('leaves no token in the checkout, and puts no expression into a script', () => {
    const steps = jobs.flatMap((job) => job.steps)
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
    for (const step of checkouts) expect(step.with).toMatchObject({ 'persist-credentials': false })
    for (const step of steps) expect(step.run ?? '').not.toContain('${{')
  })
})

test('foreign actions are as new as in the workflows of this repository, and one version everywhere', () => {
  const own = join(root, '.github/workflows')
  const pins = new Map<string, Set<string>>()
  for (const file of [
    ...files.map((name) => join(folder, name)),
    ...readdirSync(own).map((name) => join(own, name)),
  ]) {
    for (const [, name, pin] of readFileSync(file, 'utf8').matchAll(/uses: ([\w/-]+)@(.+)$/gm)) {
      pins.set(name ?? '', (pins.get(name ?? '') ?? new Set()).add(pin ?? ''))
    }
  }
  expect(pins.get('actions/checkout')?.size).toBe(1)
  expect([...pins].filter(([, versions]) => versions.size > 1)).toEqual([])
})

test('the two workflows of a pull request fit together, and the second runs nothing of the first', () => {
  const first = parse(readFileSync(join(folder, 'pull-request.yml'), 'utf8')) as Workflow & { name: string }
  const second = readFileSync(join(folder, 'pull-request-comment.yml'), 'utf8')
  const { on, jobs } = parse(second) as Workflow & { on: { workflow_run: { workflows: string[] } } }
  expect(on.workflow_run.workflows).toEqual([first.name])
  const [upload] = first.jobs['build']?.steps.filter(({ uses }) => uses?.includes('upload-artifact')) ?? []
  const [download] = jobs['comment']?.steps ?? []
  expect(download?.with?.['name']).toBe(upload?.with?.['name'])
  expect(second).not.toContain('checkout')
  expect(jobs['comment']?.steps.filter(({ run }) => run !== undefined)).toEqual([])
})

function rightsOf(step: Step): Readonly<Record<string, string>> {
  const name = step.uses?.split('@')[0] ?? ''
  if (step.with?.['provenance'] === true) return { ...NEEDED['release'], ...NEEDED['provenance'] }
  if (/exuvia@[\d.]+ verify/.test(step.run ?? '')) return NEEDED['verify'] ?? {}
  const command = step.with?.['command']
  if (step.uses === OURS) return (typeof command === 'string' ? NEEDED[command] : undefined) ?? {}
  if (name === 'actions/download-artifact' && step.with?.['run-id'] !== undefined)
    return NEEDED['actions/download-artifact of another run'] ?? {}
  return NEEDED[name] ?? {}
}

function parseInputs(): object {
  return (parse(readFileSync(join(root, 'apps/action/action.yml'), 'utf8')) as { inputs: object }).inputs
}
