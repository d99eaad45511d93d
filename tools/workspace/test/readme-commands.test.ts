import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { find } from '@exuvia/test-needs'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** The commands for a fresh machine: those lines of the README's shell blocks that begin with npm ci. */
const commands = [...read('README.md').matchAll(/^```sh\n([^]*?)^```$/gm)]
  .flatMap(([, block = '']) => block.split('\n'))
  .filter((line) => line.startsWith('npm ci'))

test('the README has two commands for a fresh machine, and .ci/run runs them unchanged', () => {
  expect(commands).toEqual(['npm ci && npm run demo', 'npm ci && npm test'])
  const ci = read('.ci/run')
  expect(ci).toContain("mapfile -t readme < <(grep '^npm ci && ' README.md)")
  expect(ci).toContain(`step 'demo' alone "\${readme[0]}"`)
  expect(ci).toContain(`tests 'readme' alone "\${readme[1]}"`)
})

// .ci/run runs it whole; here it runs for one package, because a test cannot run all tests.
test('the README’s test command passes if PATH has only Node', { tags: ['slow'] }, () => {
  const bin = mkdtempSync(join(tmpdir(), 'exuvia-node-alone-'))
  try {
    symlinkSync(process.execPath, join(bin, 'node'))
    for (const name of ['npm', ...read('tools/workspace/posix-programs.txt').trim().split('\n')]) {
      const program = find(name)
      if (program !== undefined) symlinkSync(realpathSync(program), join(bin, name))
    }
    const command = `${commands[1]?.replace('npm ci && ', '')} -- --no-color packages/files/`
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: bin, HOME: bin },
    })
    expect(status, stderr).toBe(0)
    expect(stdout).toMatch(/^ +\d+ {2}python3 was not found; to get it: apt-get install python3$/m)
    expect(stdout).toContain('To run them all: npm run test:all')
  } finally {
    rmSync(bin, { recursive: true, force: true })
  }
})
