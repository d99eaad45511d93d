import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { checkPaths, expandFiles } from '../src/check-paths.ts'
import { readInputs } from '../src/inputs.ts'

const workspace = mkdtempSync(join(tmpdir(), 'exuvia-paths-'))
mkdirSync(join(workspace, 'service'))
writeFileSync(join(workspace, 'file.txt'), '')

function check(env: NodeJS.ProcessEnv): void {
  checkPaths(readInputs({ INPUT_TOKEN: 'x', ...env }), workspace)
}

test.each([
  [{ INPUT_PROJECT: 'elsewhere' }, /^the input "project" names elsewhere, but \S+elsewhere does not exist$/],
  [{ INPUT_PROJECT: 'file.txt' }, /^the input "project" must name a folder, but \S+file\.txt is a file$/],
  [{ INPUT_CONFIG: 'service' }, /^the input "config" must name a file, but \S+service is a folder$/],
  [{ INPUT_COMMAND: 'merge', INPUT_PATHS: 'service\nparts' }, /^the input "paths" names parts, but /],
  [{ INPUT_COMMAND: 'release', INPUT_FILES: 'manual.txt' }, /^the input "files" names manual\.txt, but /],
  [{ INPUT_COMMAND: 'comment', 'INPUT_COMMENT-DATA': 'x.json' }, /^the input "comment-data" names x\.json/],
  [
    { INPUT_COMMAND: 'comment', 'INPUT_COMMENT-DATA': 'service' },
    /^the input "comment-data" must name a file/,
  ],
  [
    { 'INPUT_COMMENT-DATA': 'service' },
    /^the input "comment-data" must name a file, but \S+service is a folder$/,
  ],
  [{ INPUT_CONFIG: 'file.txt/x' }, /^the input "config" (?:names file\.txt\/x, but|is not a valid path: )/],
  [{ INPUT_CONFIG: 'x'.repeat(5000) }, /^the input "config" is not a valid path: ENAMETOOLONG/],
])('%j names a missing path, and the error names the input', (env, message) => {
  expect(() => check(env)).toThrow(message)
})

test.each([
  [{ INPUT_PROJECT: 'service' }],
  [{ INPUT_COMMAND: 'merge', INPUT_PATHS: `service\n${join(workspace, 'file.txt')}` }],
  // A build writes it; a comment may be made if nothing is checked out.
  [{ 'INPUT_COMMENT-DATA': 'new.json' }],
  [{ INPUT_COMMAND: 'comment', INPUT_PROJECT: 'other', 'INPUT_COMMENT-DATA': 'file.txt' }],
])('%j is taken', (env) => {
  expect(() => check(env)).not.toThrow()
})

test('a pattern in "files" names what it matches, and fails where it matches nothing', () => {
  writeFileSync(join(workspace, 'service', 'b.deb'), '')
  writeFileSync(join(workspace, 'service', 'a.deb'), '')
  writeFileSync(join(workspace, '[x].txt'), '')
  const files = (text: string) =>
    expandFiles(readInputs({ INPUT_TOKEN: 'x', INPUT_COMMAND: 'release', INPUT_FILES: text }), workspace)
      .files
  expect(files('service/*.deb\nfile.txt\n[x].txt\nservice/a.deb')).toEqual([
    join('service', 'a.deb'),
    join('service', 'b.deb'),
    'file.txt',
    '[x].txt',
  ])
  expect(() => files('service/*.rpm')).toThrow('the input "files" matches no file: service/*.rpm')
})
