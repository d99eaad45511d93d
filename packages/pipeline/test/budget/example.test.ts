/**
 * @module-tag slow
 * @module-tag cp312
 */
import { appendFileSync, cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ExuviaError, type Finding, compareText, describeFinding, findingSentence } from '@exuvia/model'
import { temporaryFolder } from '@exuvia/test-needs'
import { beforeAll, expect, test } from 'vitest'
import {
  type BuildOptions,
  type RunContext,
  buildRelease,
  checkFiles,
  explainWhy,
  findManifest,
  judgeProject,
  planProject,
} from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'

// examples/tidemark, in which somebody adds a large table of stations.

const EXAMPLE = fileURLToPath(new URL('../../../../examples/tidemark', import.meta.url))
const BUDGET = `
[[tool.exuvia.budget.limits]]
target = "*"
packed = "+5 %"
reason = "harbours download it over satellite"

[[tool.exuvia.budget.limits]]
kind = "data"
unpacked = "20 kB"
severity = "warning"
`
const ACCEPTED = `
[[tool.exuvia.accept]]
finding = "over-budget"
distribution = "tidemark"
path = "*-cp312-any.tar.gz"
reason = "stations of the whole North Sea, once"
`
const root = path.join(temporaryFolder(), 'tidemark')
const previous = path.join(root, '../released')
const dist = path.join(root, 'dist')

const options: BuildOptions = { previous, try: false }

function contextWith(findings: Finding[]): RunContext {
  const progress: RunContext['progress'] = (event) => {
    if (event.kind === 'finding') findings.push(event.finding)
  }
  return { ...contextFor(root, { EXUVIA_CACHE_DIR: path.join(root, '../cache') }), progress }
}

/** What a run says of sizes: the findings that it reports, and those of its refusal. */
async function said(run: (context: RunContext) => Promise<unknown>): Promise<Finding[]> {
  const findings: Finding[] = []
  try {
    await run(contextWith(findings))
  } catch (error) {
    const expected = 'the release is larger than its budget: 1 limit exceeded'
    if (!(error instanceof ExuviaError) || error.message !== expected) throw error
    findings.push(...error.findings.filter(({ severity }) => severity === 'error'))
  }
  return findings.filter(({ code }) => /budget|accept/.test(code))
}

const told = (findings: readonly Finding[]): string[] =>
  findings.map((item) => `${item.severity} ${item.code} ${findingSentence(item)}`)

/** Figures of two builds of one compiler differ by nothing; those of the packed size are the tarball's own. */
function sizeOf(file: string): number {
  return readFileSync(file).length
}

const figures = (all: readonly Finding[]): string[] => all.map(({ args }) => String(args['now']))

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

beforeAll(async () => {
  cpSync(EXAMPLE, root, { recursive: true, filter: (from) => !from.endsWith('/dist') })
  const config = path.join(root, 'pyproject.toml')
  const text = readFileSync(config, 'utf8').replace(/^targets = .*$/m, 'targets = ["cp312-any"]')
  writeFileSync(config, `${text}${BUDGET}`)
})

test('before the first build nobody knows, and nothing is kept', async () => {
  const findings = await said(async (context) => {
    const judged = await judgeProject({ previous: undefined, offline: true }, context)
    for (const each of judged.findings) context.progress({ kind: 'finding', finding: each })
  })
  expect(told(findings)).toEqual([
    'note budget-not-measured budget (cp312-any): not measured: packed size (limit +5 %), data (limit 20 kB): there is no last build in dist to estimate from',
  ])
})

test('the first release has nothing to compare with, which is no error', async () => {
  const none = {
    kind: 'none',
    reason: 'none is published',
    short: 'none',
    advice: '',
    isFirst: true,
  } as const
  const findings = await said((context) =>
    buildRelease({ try: false, findPrevious: () => Promise.resolve(none) }, context),
  )
  const line =
    1 + readFileSync(path.join(root, 'pyproject.toml'), 'utf8').split('\n').indexOf('packed = "+5 %"') - 2
  expect(told(findings)).toEqual([
    `note budget-not-measured budget.limits[0] pyproject.toml:${line} (cp312-any): not measured: packed size (limit +5 %): none is published`,
  ])
  cpSync(dist, previous, { recursive: true })
  const kept = await said(async (context) => {
    const judged = await judgeProject(options, context)
    for (const each of judged.findings) context.progress({ kind: 'finding', finding: each })
  })
  expect(told(kept)).toEqual([
    'note budget-estimated budget.limits: by an estimate from the last build (1.2.0), the release keeps all 2 limits of its budget',
  ])
})

test('a release that grew too much is estimated, refused, accepted, and found in its finished file', async () => {
  // Digits that no compressor makes much smaller, the same in each run.
  const stations = [...Array(6000).keys()].map((index) => (index * 7919 * 104729) % 1_000_003)
  writeFileSync(path.join(root, 'src/tidemark/stations.json'), JSON.stringify(stations))
  const before = readdirSync(dist).map((name) => [name, sizeOf(path.join(dist, name))])

  for (const run of [
    async (context: RunContext) => {
      const judged = await judgeProject(options, context)
      for (const each of judged.findings) context.progress({ kind: 'finding', finding: each })
    },
    (context: RunContext) => planProject(options, context),
  ])
    expect((await said(run)).map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning over-budget-estimate',
      'warning over-budget-estimate',
    ])

  const findings = await said((context) => buildRelease(options, context))
  const size = sizeOf(path.join(root, 'src/tidemark/stations.json'))
  const old = (await findManifest(previous, contextWith([]))).manifest.artifacts[0]?.size ?? 0
  const [warning, error] = findings
  expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
    'warning over-budget',
    'error over-budget',
  ])
  const { message, advice = '' } = describeFinding(error as Finding)
  const [head = '', ...grown] = message.split('\n')
  expect(head).toMatch(
    /^packed size: \d+\.\d kB in tidemark-1\.2\.0-cp312-any\.tar\.gz, \d+\.\d kB over the limit of \+5 % \(\d+\.\d kB\), because harbours download it over satellite; before: /,
  )
  expect(head.endsWith(`; before: ${kB(old)} in 1.2.0`)).toBe(true)
  expect(grown.slice(0, 2)).toEqual([
    'distributions that grew most, unpacked:',
    expect.stringMatching(/^ {2}\+\d+\.\d kB {2}tidemark$/),
  ])
  expect(grown).toContain('files that grew most, unpacked:')
  expect(grown.find((line) => line.includes('stations.json'))?.trim()).toBe(
    `+${kB(size)}  lib/tidemark/stations.json (new)`,
  )
  expect(advice.split('\n').slice(1)).toEqual([
    '[[tool.exuvia.accept]]',
    'finding = "over-budget"',
    'distribution = "tidemark"',
    'reason = "<why>"',
  ])
  expect(warning?.args['what']).toBe('data')
  // Nothing was written: the folder is as it was.
  expect(readdirSync(dist).map((name) => [name, sizeOf(path.join(dist, name))])).toEqual(before)

  appendFileSync(path.join(root, 'pyproject.toml'), ACCEPTED)
  const accepted = await said((context) => buildRelease(options, context))
  expect(accepted.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
    'note finding-accepted',
    'note finding-accepted',
  ])

  const config = path.join(root, 'pyproject.toml')
  writeFileSync(config, readFileSync(config, 'utf8').replace(ACCEPTED, ''))
  const tarball = path.join(dist, 'tidemark-1.2.0-cp312-any.tar.gz')
  const checked = await checkFiles([tarball], { previous }, contextWith([]))
  const sizes = checked.filter(({ code }) => code === 'over-budget')
  // The same bytes: the same figures as those of the build.
  expect(sizes.map(({ severity }) => severity).toSorted()).toEqual(['error', 'warning'])
  expect(figures(sizes).toSorted(compareText)).toEqual(figures(findings).toSorted(compareText))
})

test('report --why shows the way in, the rules and the costs, and a wrong name gets the closest', async () => {
  const context = contextWith([])
  const why = await explainWhy('Harbourlight', 'dist', {}, context)
  expect(why.chains).toEqual([{ names: ['tidemark', 'harbourlight'], targets: ['cp312-any'] }])
  expect(why.rules.map(({ ship, rule }) => `${ship} ${rule}`)).toContain('bytecode policy.rules[1]')
  const { manifest } = await findManifest(dist, context)
  const files =
    manifest.artifacts[0]?.files.filter(({ distribution }) => distribution === 'harbourlight') ?? []
  const cost = why.costs[0]
  expect([cost?.files, cost?.unpacked]).toEqual([
    files.length,
    files.reduce((sum, { size }) => sum + size, 0),
  ])
  expect(cost?.packed).toBeGreaterThan(1000)
  expect(cost?.packed).toBeLessThan(cost?.unpacked ?? 0)

  const module = await explainWhy('tidemark.stations', 'dist', {}, context).catch(String)
  expect(module).toContain('the project has no distribution, file or module "tidemark.stations"')
  const data = await explainWhy('tidemark/stations.json', 'dist', {}, context)
  expect([data.path, data.costs.map(({ files: count }) => count)]).toEqual([
    'lib/tidemark/stations.json',
    [1],
  ])
  await expect(explainWhy('harborlight', 'dist', {}, context)).rejects.toThrow('"harborlight"')
})

test('an acceptance that nothing needs is reported by the build that measures', async () => {
  appendFileSync(path.join(root, 'pyproject.toml'), ACCEPTED)
  const findings = await said((context) => buildRelease({ ...options, previous: dist }, context))
  expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['note finding-accepted'])
  const config = path.join(root, 'pyproject.toml')
  writeFileSync(config, readFileSync(config, 'utf8').replace('unpacked = "20 kB"', 'unpacked = "1 MB"'))
  const kept = await said((context) => buildRelease({ ...options, previous: dist }, context))
  expect(kept.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['warning acceptance-unused'])
})
