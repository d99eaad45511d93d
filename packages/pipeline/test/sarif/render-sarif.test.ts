import { readFileSync } from 'node:fs'
import path from 'node:path'
import { CATALOGUE, type Code, type Finding, finding } from '@exuvia/model'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { type SarifLog, renderSarif } from '../../src/sarif/render-sarif.ts'

/**
 * OASIS's schema of SARIF 2.1.0 errata 01 (oasis-tcs/sarif-spec, commit e0583813). It is of draft 4, whose one word that
 * ajv does not know is `id`.
 */
const {
  id,
  $schema: _draft,
  ...schema
} = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../fixtures/sarif-schema-2.1.0.json'), 'utf8'),
) as { readonly id: string; readonly $schema: string }
const validate = new Ajv({ strict: false, validateFormats: false }).compile({ ...schema, $id: id })

function problemsOf(log: unknown): unknown {
  return validate(log) ? [] : validate.errors
}

const PLACES = {
  project: '',
  config: 'pyproject.toml',
  artifacts: new Map([['tide-1.0.tar.gz', 'dist/tide-1.0.tar.gz']]),
}

const ARGS = { way: '-O', what: 'pop() in an assert', others: '', cure: 'optimize = 0', cured: '"tide"' }
const ASSERT = finding(
  'assert-removed',
  'error',
  { path: 'src/tide/a b.py', line: 7, distribution: 'tide' },
  ARGS,
)

function only(item: Finding, places = PLACES): SarifLog['runs'][0]['results'][0] {
  const log = renderSarif([item], places)
  expect(problemsOf(log)).toEqual([])
  const [result] = log.runs[0].results
  if (result === undefined) throw new Error('no result')
  return result
}

test('a log of every code is valid, and each rule has its names and its page', () => {
  const codes = Object.keys(CATALOGUE) as Code[]
  const all = codes.map((code): Finding => ({ code, severity: 'warning', subject: {}, args: {} }))
  const log = renderSarif(all, PLACES)
  expect(problemsOf(log)).toEqual([])
  const { rules } = log.runs[0].tool.driver
  expect(rules.map((rule) => rule.id)).toEqual(codes.toSorted())
  const rule = rules.find((each) => each.id === 'assert-removed')
  expect(rule).toMatchObject({
    name: 'AssertRemoved',
    shortDescription: { text: 'Assert removed' },
    fullDescription: { text: '<way> breaks this: <what><others>' },
    helpUri: 'https://github.com/exuvia/exuvia/blob/main/docs/messages/assert-removed.md',
    properties: { tags: ['What bytecode breaks'] },
  })
})

test('the schema refuses a log that is none', () => {
  const log = renderSarif([ASSERT], PLACES)
  expect(problemsOf({ ...log, version: '2.2' })).not.toEqual([])
  expect(problemsOf({ ...log, runs: [{ ...log.runs[0], tool: {} }] })).not.toEqual([])
})

test('no finding gives a log without results', () => {
  const log = renderSarif([], PLACES)
  expect(problemsOf(log)).toEqual([])
  expect(log.runs[0].results).toEqual([])
})

test('a finding has its level, its place in the project, and its way', () => {
  expect(only(ASSERT)).toMatchObject({
    ruleId: 'assert-removed',
    ruleIndex: 0,
    level: 'error',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'src/tide/a%20b.py', uriBaseId: '%SRCROOT%' },
          region: { startLine: 7 },
        },
      },
    ],
    properties: { distribution: 'tide', way: '-O' },
  })
  expect(only(ASSERT).message.text).toContain('-O breaks this: pop() in an assert\na policy rule')
})

test.each([
  ['assert-removed', '-O'],
  ['docstring-removed', '-OO'],
  ['source-needed', 'no-source'],
  ['folder-needed', 'zip'],
] as const)('a finding %s is valid with its way %s', (code, way) => {
  const item: Finding = { ...ASSERT, code, args: { ...ARGS, way } }
  expect(only(item)).toMatchObject({ ruleId: code, properties: { distribution: 'tide', way } })
})

test('a place below a repository has the path of its project before it', () => {
  const places = { ...PLACES, project: 'services/tide', config: 'services/tide/pyproject.toml' }
  expect(only(ASSERT, places).locations[0]?.physicalLocation.artifactLocation.uri).toBe(
    'services/tide/src/tide/a%20b.py',
  )
})

test.each([
  [{ path: 'gull-1.0-py3-none-any.whl!gull/a.py', line: 3 }, 'pyproject.toml'],
  [{ distribution: 'gull' }, 'pyproject.toml'],
  [{ path: '../outside.toml', line: 3 }, 'pyproject.toml'],
  [{ path: 'C:\\outside.toml', line: 3 }, 'pyproject.toml'],
  [{ artifact: 'tide-1.0.tar.gz', path: 'tide-1.0/lib/a.py', line: 3 }, 'dist/tide-1.0.tar.gz'],
  [{ artifact: 'elsewhere.whl' }, 'pyproject.toml'],
])('what is in no file of the project is said in the message: %o', (subject, uri) => {
  const result = only(finding('source-needed', 'warning', subject, { ...ARGS, way: 'no-source' }))
  const [location] = result.locations
  expect(location?.physicalLocation).toEqual({ artifactLocation: { uri, uriBaseId: '%SRCROOT%' } })
  const name = location?.logicalLocations?.[0]?.fullyQualifiedName ?? ''
  expect(name).not.toBe('')
  expect(result.message.text.startsWith(`${name}: no-source breaks this`)).toBe(true)
})

function prints(item: Finding): unknown {
  return only(item).partialFingerprints
}

test('a fingerprint stays when lines move, and is another one for anything else', () => {
  const moved = { ...ASSERT, subject: { ...ASSERT.subject, line: 70 } }
  expect(prints(moved)).toEqual(prints(ASSERT))
  const others: Finding[] = [
    { ...ASSERT, subject: { ...ASSERT.subject, path: 'src/tide/b.py' } },
    { ...ASSERT, args: { ...ARGS, what: 'send()' } },
    { ...ASSERT, code: 'docstring-removed' },
  ]
  expect(new Set([ASSERT, ...others].map((item) => JSON.stringify(prints(item)))).size).toBe(4)
  const twice = renderSarif([ASSERT, moved], PLACES).runs[0].results.map((each) => each.partialFingerprints)
  expect(twice[0]).not.toEqual(twice[1])
  // The one that GitHub knows.
  expect(twice[0]).toHaveProperty('primaryLocationLineHash')
})

test('names that would steer a terminal are escaped in texts', () => {
  const item = finding(
    'source-needed',
    'error',
    { distribution: 'a\u001b[31m' },
    { ...ARGS, what: 'x\u001b' },
  )
  expect(only(item).message.text).not.toContain('\u001b')
})
