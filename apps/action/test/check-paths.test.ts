import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { checkPaths } from '../src/check-paths.ts'
import { readInputs } from '../src/inputs.ts'

const workspace = mkdtempSync(join(tmpdir(), 'exuvia-paths-'))
mkdirSync(join(workspace, 'service'))
writeFileSync(join(workspace, 'file.txt'), '')

function check(env: NodeJS.ProcessEnv): void {
  checkPaths(readInputs({ INPUT_TOKEN: 'x', ...env }), workspace)
}

test.each([
  [{ INPUT_PROJECT: 'elsewhere' }, /^the input "project" names elsewhere, and \S+elsewhere does not exist$/],
  [{ INPUT_PROJECT: 'file.txt' }, /^the input "project" names a folder, and \S+file\.txt is a file$/],
  [{ INPUT_CONFIG: 'service' }, /^the input "config" names a file, and \S+service is a folder$/],
  [{ INPUT_COMMAND: 'merge', INPUT_PATHS: 'service\nparts' }, /^the input "paths" names parts, and /],
  [{ INPUT_COMMAND: 'release', INPUT_FILES: 'manual.txt' }, /^the input "files" names manual\.txt, and /],
  [{ INPUT_COMMAND: 'comment', 'INPUT_COMMENT-DATA': 'x.json' }, /^the input "comment-data" names x\.json/],
  [{ INPUT_COMMAND: 'comment', 'INPUT_COMMENT-DATA': 'service' }, /^the input "comment-data" names a file/],
  [
    { 'INPUT_COMMENT-DATA': 'service' },
    /^the input "comment-data" names a file, and \S+service is a folder$/,
  ],
  [{ INPUT_CONFIG: 'file.txt/x' }, /^the input "config" names (?:file\.txt\/x, and|no path: )/],
  [{ INPUT_CONFIG: 'x'.repeat(5000) }, /^the input "config" names no path: ENAMETOOLONG/],
])('%j names what is not there, and is told by name', (env, message) => {
  expect(() => check(env)).toThrow(message)
})

test.each([
  [{ INPUT_PROJECT: 'service' }],
  [{ INPUT_COMMAND: 'merge', INPUT_PATHS: `service\n${join(workspace, 'file.txt')}` }],
  // A build writes it; a comment may be made where nothing is checked out.
  [{ 'INPUT_COMMENT-DATA': 'new.json' }],
  [{ INPUT_COMMAND: 'comment', INPUT_PROJECT: 'other', 'INPUT_COMMENT-DATA': 'file.txt' }],
])('%j is taken', (env) => {
  expect(() => check(env)).not.toThrow()
})
