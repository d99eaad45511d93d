/**
 * @module-tag slow
 * @module-tag cp312
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { homedir, hostname } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { makeZip } from '@exuvia/crafted-archives'
import { ExuviaError, type Finding } from '@exuvia/model'
import { temporaryFolder } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { type RunContext, buildRelease, checkFiles, judgeProject } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'
import { TOKENS } from '../support/planted-leaks.ts'

const CONFIG = `[project]
name = "gull"
version = "1.0"
license = "MIT"
[project.scripts]
gull = "gull:main"
[tool.setuptools.package-data]
gull = ["*", ".*"]
[tool.exuvia]
targets = ["cp312-any"]
`

function project(files: Readonly<Record<string, string | Buffer>>, config = ''): string {
  const root = path.join(temporaryFolder(), 'project')
  for (const [at, content] of Object.entries({ 'pyproject.toml': `${CONFIG}${config}`, ...files })) {
    mkdirSync(path.dirname(path.join(root, at)), { recursive: true })
    writeFileSync(path.join(root, at), content)
  }
  return root
}

const contextOf = (root: string): RunContext =>
  contextFor(root, { EXUVIA_CACHE_DIR: path.join(root, '../cache') })

const MAIN = { 'src/gull/__init__.py': 'def main():\n    """Fly."""\n    print(__file__)\n' }
const told = (findings: readonly Finding[]): string[] =>
  findings.map(({ severity, code, subject }) => `${severity} ${code} ${subject.path ?? ''}`.trim())

/** What Exuvia says of a project in this folder; the errors of a build are findings too. */
async function build(root: string): Promise<{ readonly out: string; readonly findings: readonly Finding[] }> {
  const findings: Finding[] = []
  const context = contextOf(root)
  const progress: typeof context.progress = (event) => {
    if (event.kind === 'finding') findings.push(event.finding)
  }
  const out = path.join(root, 'dist')
  try {
    await buildRelease({ out, try: false }, { ...context, progress })
  } catch (error) {
    if (!(error instanceof ExuviaError)) throw error
    findings.push(...(error.findings ?? []))
  }
  return { out, findings }
}

describe('what Exuvia builds', () => {
  test('tells nothing of the machine where it was built', async () => {
    const root = project(MAIN)
    const { out } = await build(root)
    const name = readdirSync(out).find((each) => each.endsWith('.tar.gz')) ?? ''
    const bytes = gunzipSync(readFileSync(path.join(out, name))).toString('latin1')
    for (const own of [root, homedir(), ...(hostname().length > 5 ? [hostname()] : [])])
      expect([own, bytes.includes(own)]).toEqual([own, false])
    expect(told(await checkFiles([path.join(out, name)], {}, contextOf(root)))).toEqual([])
  })

  test('contains no secret that a compiler joins, and names none of it', async () => {
    const { github = '', npm = '' } = TOKENS
    // No literal of it is whole: the scan of the source sees nothing, the bytecode has one constant.
    const joined = `X = "${github.slice(0, 9)}" + "${github.slice(9)}"\n`
    const { out, findings } = await build(project({ ...MAIN, 'src/gull/conf.py': joined }))
    expect(told(findings)).toContain('error secret-found lib/gull/conf.pyc')
    expect(JSON.stringify(findings)).not.toContain(github)
    expect(() => readdirSync(out)).toThrow('ENOENT')
    const root = project({ ...MAIN, 'src/gull/conf.py': `# ${npm}\nX = 1\n` })
    expect(told((await build(root)).findings)).toEqual([])
  })
})

const judge = async (root: string): Promise<string[]> =>
  told((await judgeProject({}, contextOf(root))).findings)

const accept = (at: string): string =>
  `[[tool.exuvia.accept]]\nfinding = "forgotten-file"\ndistribution = "gull"\npath = "${at}"\nreason = "made up"\n`

describe('a project', () => {
  test('is told what its files would hand out, before anything is compiled, and again the same', async () => {
    const root = project({
      ...MAIN,
      'src/gull/.env': 'API_TOKEN=Vq7xLm2Rt9zz\n',
      'src/gull/conf.py.orig': 'X = 0\n',
      'src/gull/data.zip': makeZip([{ name: 'a.toml', content: `t = "${TOKENS['npm']}"`, deflated: true }]),
      'src/gull/conf.py': `KEY = "${TOKENS['stripe']}"\nX = "/home/kaja/src/x"\n`,
    })
    const first = await judge(root)
    expect(first).toEqual([
      'error secret-found src/gull/conf.py',
      'error secret-found src/gull/data.zip!a.toml',
      'error forgotten-file src/gull/.env',
      'warning build-place src/gull/conf.py',
      'note left-out',
    ])
    // From what was kept.
    expect(await judge(root)).toEqual(first)
    writeFileSync(path.join(root, 'src/gull/conf.py'), 'KEY = 1\n')
    expect(await judge(root)).toEqual([
      'error secret-found src/gull/data.zip!a.toml',
      'error forgotten-file src/gull/.env',
      'note left-out',
    ])
  })

  test('accepts findings with a reason, and is told of an acceptance that nothing needs', async () => {
    const files = { ...MAIN, 'src/gull/.env': 'API_TOKEN=Vq7xLm2Rt9zz\n' }
    expect(await judge(project(files, accept('src/gull/.e*')))).toEqual(['note finding-accepted'])
    expect(await judge(project(files, accept('src/gull/other')))).toEqual([
      'error forgotten-file src/gull/.env',
      'warning acceptance-unused pyproject.toml',
    ])
  })
})
