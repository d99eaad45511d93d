/**
 * Starts the command line from its sources.
 *
 * @module-tag slow
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Twin, startTwin } from '@exuvia/github-twin'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exuviaMany } from './support/calls.ts'
import { type Outcome, PYPROJECT } from './support/cli.ts'

/** What the user calls, in which folder and environment; the code, the message, and what to type next. */
interface Wrong {
  readonly what: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** The folder to call it in; default: that of the files. */
  readonly at?: string
  readonly code: number
  readonly said: RegExp
  readonly next: RegExp
}

const REPO = ['--repo', 'octocat/hello']
const TO = [...REPO, '--tag', 'v1']
const LONG = `${'n'.repeat(235)}.txt`
const TOKEN = { GITHUB_TOKEN: 'ghp_twin' }

const a = (...more: readonly string[]): readonly string[] => ['publish', 'a.txt', ...more]
const release = (...more: readonly string[]): readonly string[] => ['release', ...REPO, ...more]

const WRONG: readonly Wrong[] = [
  {
    what: 'no path',
    args: ['publish', ...TO],
    code: 2,
    said: /missing required argument 'paths'/,
    next: /--help/,
  },
  {
    what: 'a missing file',
    args: ['publish', 'nope', ...TO],
    code: 2,
    said: /nope does not exist/,
    next: /check the path/,
  },
  {
    what: 'a broken link',
    args: ['publish', 'broken.txt', ...TO],
    code: 2,
    said: /broken\.txt: it is a link to a file that does not exist/,
    next: /check that it exists/,
  },
  {
    what: 'a pipe',
    args: ['publish', 'pipe', ...TO],
    code: 2,
    said: /pipe is not a regular file/,
    next: /name a file, not a folder, pipe or device/,
  },
  {
    what: 'an empty folder',
    args: ['publish', 'none', ...TO],
    code: 2,
    said: /none contains no files/,
    next: /name the folder of a release/,
  },
  {
    what: 'a part of a release',
    args: ['publish', 'x.part.json', ...TO],
    code: 1,
    said: /is a part of a release/,
    next: /exuvia merge PART\.\.\. --out dist/,
  },
  {
    what: 'a file of 2 GiB',
    args: ['publish', 'huge.bin', ...TO],
    code: 1,
    said: /^error huge\.bin: 2147483648 bytes; GitHub allows less than 2 GiB per asset$/m,
    next: /split the file/,
  },
  {
    what: 'an empty file',
    args: ['publish', 'empty.txt', ...TO],
    code: 1,
    said: /empty\.txt: GitHub does not accept empty files/,
    next: /leave it out/,
  },
  {
    what: 'a name that GitHub renames',
    args: ['publish', 'a b.txt', ...TO],
    code: 1,
    said: /would rename it to "a\.b\.txt"$/m,
    next: /use a file name of letters, digits and/,
  },
  {
    what: 'a name that is too long',
    args: ['publish', LONG, ...TO],
    code: 1,
    said: /txt: the name has 239 characters; the limit is 230$/m,
    next: /shorten the file name/,
  },
  {
    what: 'names that differ in case',
    args: ['publish', 'a.txt', 'A.txt', ...TO],
    code: 1,
    said: /a\.txt: the name collides with A\.txt/,
    next: /rename one of them/,
  },
  {
    what: 'no repository',
    args: a('--tag', 'v1'),
    code: 2,
    said: /no repository to publish to/,
    next: /--repo OWNER\/NAME/,
  },
  {
    what: 'a repository without its owner',
    args: a('--repo', 'hello', '--tag', 'v1'),
    code: 2,
    said: /"hello" is not OWNER\/NAME/,
    next: /--repo OWNER\/NAME/,
  },
  {
    what: 'an unknown repository',
    args: a('--repo', 'o/nope', '--tag', 'v1'),
    code: 2,
    said: /GitHub has no o\/nope/,
    next: /for a private repository, set GITHUB_TOKEN/,
  },
  { what: 'no tag', args: a(...REPO), code: 2, said: /no tag to publish under/, next: /--tag TAG/ },
  {
    what: 'an empty tag, as from an unset variable',
    args: a(...REPO, '--tag', ''),
    code: 2,
    said: /no tag to publish under/,
    next: /--tag TAG/,
  },
  {
    what: 'a tag with a space',
    args: a(...REPO, '--tag', 'a b'),
    code: 2,
    said: /"a b" is not a valid git tag name/,
    next: /correct --tag/,
  },
  {
    what: 'a branch for a tag, as in github.ref',
    args: a(...REPO, '--tag', 'refs/heads/main'),
    code: 2,
    said: /refs\/heads\/main is no tag/,
    next: /--tag v1\.2\.0/,
  },
  {
    what: 'an unknown option',
    args: a(...TO, '--nosuch'),
    code: 2,
    said: /unknown option '--nosuch'$/m,
    next: /--help/,
  },
  {
    what: 'a misspelt option',
    args: a(...TO, '--titel', 'x'),
    code: 2,
    said: /unknown option '--titel'$/m,
    next: /did you mean --title\?/,
  },
  {
    what: 'an unknown value of --latest',
    args: a(...TO, '--latest', 'yes'),
    code: 2,
    said: /'yes' is invalid/,
    next: /one of true, false, legacy/,
  },
  {
    what: 'a draft as the latest',
    args: a(...TO, '--latest', 'true', '--draft'),
    code: 2,
    said: /a draft cannot be the latest/,
    next: /leave out --latest, or --draft/,
  },
  {
    what: 'a prerelease as the latest',
    args: a(...TO, '--latest', 'true', '--prerelease'),
    code: 2,
    said: /a prerelease cannot be the latest/,
    next: /leave out --latest, or --prerelease/,
  },
  {
    what: 'provenance without a build',
    args: a(...TO, '--provenance'),
    code: 2,
    said: /no manifest describes how/,
    next: /"exuvia build"/,
  },
  {
    what: 'notes that are missing',
    args: a(...TO, '--notes', 'nope.md'),
    code: 2,
    said: /nope\.md does not exist/,
    next: /check the path/,
  },
  {
    what: 'empty notes',
    args: a(...TO, '--notes', ''),
    code: 2,
    said: /"" does not name a source of notes/,
    next: /changelog, changelog:FILE, changesets, generated/,
  },
  {
    what: 'a changelog that is missing',
    args: a(...TO, '--notes', 'changelog'),
    code: 2,
    said: /no changelog in/,
    next: /--notes changelog:FILE/,
  },
  {
    what: 'no token',
    args: a(...TO),
    env: {},
    code: 2,
    said: /requires a token/,
    next: /set GITHUB_TOKEN to a token with "contents: write"/,
  },
  {
    what: 'a token of two lines',
    args: a(...TO),
    env: { GITHUB_TOKEN: 'a\nb' },
    code: 2,
    said: /characters that tokens cannot have/,
    next: /on one line/,
  },
  {
    what: 'a token that GitHub does not know',
    args: a(...TO),
    env: { GITHUB_TOKEN: 'ghp_x' },
    code: 2,
    said: /rejects the token/,
    next: /set GITHUB_TOKEN to a valid one/,
  },
  {
    what: 'a token that may only read',
    args: a(...TO),
    env: { GITHUB_TOKEN: 'ghp_r' },
    code: 2,
    said: /lacks a permission on octocat\/hello/,
    next: /give it "contents: write"/,
  },
  {
    what: 'a rate limit that ends tomorrow',
    args: a('--repo', 'octocat/limited', '--tag', 'v1'),
    code: 3,
    said: /cannot reach GitHub: .*until 20/,
    next: /run the same command again/,
  },
  {
    what: 'an address that is none',
    args: a(...TO),
    env: { ...TOKEN, GITHUB_API_URL: 'github' },
    code: 2,
    said: /GITHUB_API_URL is not the address/,
    next: /https:\/\/HOST\/api\/v3/,
  },
  {
    what: 'the pages of an Enterprise Server instead of its API',
    args: ['verify', 'octocat/pages@v1'],
    env: TOKEN,
    code: 2,
    said: /no API of GitHub answers at http/,
    next: /set GITHUB_API_URL=http\S+\/api\/v3$/m,
  },
  {
    what: 'release without a configuration',
    args: release(),
    code: 2,
    said: /no pyproject\.toml in /,
    next: /--project FOLDER/,
  },
  {
    at: 'project',
    what: 'release of another version',
    args: release('--tag', 'v2.0.0'),
    code: 1,
    said: /states version 2\.0\.0; this is shelf 1\.2\.0/,
    next: /publish it with --tag v1\.2\.0, or build version 2\.0\.0/,
  },
  {
    at: 'project',
    what: 'release of a missing file',
    args: release('nope'),
    code: 2,
    said: /nope does not exist/,
    next: /check the path/,
  },
  {
    at: 'project',
    what: 'release without a token',
    args: release(),
    env: {},
    code: 2,
    said: /requires a token/,
    next: /set GITHUB_TOKEN/,
  },
  {
    what: 'release --allow-dirty without a reason',
    args: release('--allow-dirty'),
    code: 2,
    said: /--allow-dirty requires a reason/,
    next: /--allow-dirty "the build generates/,
  },
  {
    what: 'verify nothing',
    args: ['verify'],
    code: 2,
    said: /missing required argument 'subject'/,
    next: /--help/,
  },
  {
    what: 'verify a missing file',
    args: ['verify', 'nope'],
    code: 2,
    said: /nope does not exist/,
    next: /check the path/,
  },
  {
    what: 'verify a repository without a tag',
    args: ['verify', 'octocat/hello'],
    code: 2,
    said: /octocat\/hello is neither a file nor a release/,
    next: /exuvia verify octocat\/hello@TAG/,
  },
  {
    what: 'verify a release that is missing',
    args: ['verify', 'octocat/hello@v9'],
    code: 2,
    said: /octocat\/hello has no release v9/,
    next: /check the name and the tag/,
  },
  {
    what: 'verify a release of an unknown repository',
    args: ['verify', 'o/nope@v9'],
    code: 2,
    said: /GitHub has no o\/nope/,
    next: /for a private repository, set GITHUB_TOKEN/,
  },
  {
    what: 'verify a folder without a manifest',
    args: ['verify', 'none'],
    code: 2,
    said: /none contains neither EXUVIA\.json/,
    next: /name a tarball, the folder/,
  },
  {
    what: 'verify a pipe',
    args: ['verify', 'pipe'],
    code: 2,
    said: /pipe is not a regular file/,
    next: /name a file/,
  },
  {
    what: 'verify a release offline',
    args: ['verify', 'octocat/hello@v1', '--offline'],
    code: 2,
    said: /cannot be verified offline/,
    next: /exuvia verify FOLDER --offline --repo OWNER\/NAME/,
  },
  {
    what: 'verify by a ref that is none',
    args: ['verify', 'octocat/hello@v9', '--source-ref', 'v1'],
    code: 2,
    said: /"v1" is not a full ref/,
    next: /refs\/tags\/v1\.2\.0/,
  },
  {
    what: 'verify by a workflow that is none',
    args: ['verify', 'octocat/hello@v9', '--signer-workflow', 'x'],
    code: 2,
    said: /"x" is not a workflow/,
    next: /OWNER\/NAME\/\.github\/workflows/,
  },
]

describe('a wrong call', () => {
  let twin: Twin
  let cwd = ''
  let outcomes: readonly Outcome[] = []

  beforeAll(async () => {
    const tokens = [{ token: 'ghp_twin' }, { token: 'ghp_r', right: 'read' as const }]
    twin = await startTwin({ tokens, repositories: [{ name: 'octocat/hello' }, { name: 'octocat/limited' }] })
    twin.faults.add({
      when: { path: /\/octocat\/limited/ },
      fault: { kind: 'status', status: 429, retryAfter: 86_400 },
      times: 100,
    })
    twin.faults.add({
      when: { path: /\/octocat\/pages/ },
      fault: { kind: 'status', status: 404 },
      times: 100,
    })
    cwd = mkdtempSync(path.join(tmpdir(), 'exuvia wrong '))
    const files = {
      'a.txt': 'text\n',
      'A.txt': 'other\n',
      'a b.txt': 'text\n',
      'empty.txt': '',
      [LONG]: 'text\n',
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text)
    writeFileSync(path.join(cwd, 'x.part.json'), '{}')
    mkdirSync(path.join(cwd, 'none/folder'), { recursive: true })

    mkdirSync(path.join(cwd, 'project/src/shelf'), { recursive: true })
    writeFileSync(
      path.join(cwd, 'project/pyproject.toml'),
      `${PYPROJECT}[tool.exuvia]\ntargets = ["cp312"]\n`,
    )
    writeFileSync(path.join(cwd, 'project/src/shelf/__init__.py'), '')
    writeFileSync(path.join(cwd, 'project/src/shelf/cli.py'), 'def main():\n    pass\n')
    writeFileSync(path.join(cwd, 'huge.bin'), '')
    truncateSync(path.join(cwd, 'huge.bin'), 2 ** 31)
    execFileSync('mkfifo', [path.join(cwd, 'pipe')])
    symlinkSync('nothing', path.join(cwd, 'broken.txt'))
    outcomes = await exuviaMany(
      WRONG.map(({ args, env = TOKEN, at = '.' }) => ({
        args,
        cwd: path.join(cwd, at),
        env: { GITHUB_API_URL: twin.url, ...env },
      })),
    )
  }, 120_000)

  afterAll(async () => {
    rmSync(cwd, { recursive: true, force: true })
    await twin.close()
  })

  test.each(WRONG.map((wrong, index) => ({ ...wrong, index })))(
    '$what: code $code, the reason, and what to do next',
    ({ index, code, said, next }) => {
      const outcome = outcomes[index]
      expect(outcome?.stderr).toMatch(said)
      expect(outcome?.stderr).toMatch(next)
      expect(outcome?.stderr).not.toMatch(/this may be a bug|\n\s+at |\\u000a/)
      expect(outcome?.code).toBe(code)
      expect(outcome?.stdout).toBe('')
    },
  )

  test('publishes nothing', () => {
    expect(twin.releases('octocat/hello')).toEqual([])
  })
})
