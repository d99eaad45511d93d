import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Inventory } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { cleanUp, makeProject, read } from './helpers.ts'
import { makeWheel } from './make-wheel.ts'

cleanUp()

/**
 * Every test here makes wheels.
 *
 * @module-tag python3
 */
const SERVE = {
  'gull-1.0.dist-info/entry_points.txt': '[console_scripts]\nserve = gull:main\nfly = gull:fly\n',
}
const SCRIPT = { 'tern-2.0.data/scripts/dive': '#!python\nimport tern\n' }

async function inventory(
  scripts: readonly string[],
  wheels: readonly (readonly [string, string, object])[],
): Promise<Inventory> {
  const names = wheels.map(([name]) => `"${name}"`).join(', ')
  const root = await makeProject({
    'pyproject.toml': `[project]\nname = "app"\nversion = "1"\ndependencies = [${names}]\n[project.scripts]\napp = "app:main"\n`,
    'app.py': 'def main(): pass\n',
  })
  const wheelhouse = join(root, 'wheels')
  await mkdir(wheelhouse)
  for (const [name, version, files] of wheels) await makeWheel(wheelhouse, { ...files }, { name, version })
  return read(root, { targets: ['cp312-any'], dependencies: { wheelhouse: ['wheels'], scripts } })
}

function commands({ targets }: Inventory): readonly string[] {
  return (targets[0]?.commands ?? []).map(
    ({ name, start }) => `${name} ${'code' in start ? start.code : start.module}`,
  )
}

describe('the commands of a target', () => {
  test('are those of the project, scripts in Python, and the chosen ones', async () => {
    const wheels = [
      ['gull', '1.0', SERVE],
      ['tern', '2.0', SCRIPT],
    ] as const
    expect(commands(await inventory([], wheels))).toEqual(['app app', 'dive libexec/dive.py'])
    expect(commands(await inventory(['fly', 'dive'], wheels))).toEqual([
      'app app',
      'fly gull',
      'dive libexec/dive.py',
    ])
  })

  test('are refused if no dependency has them, with those that there are', async () => {
    await expect(
      inventory(
        ['server'],
        [
          ['gull', '1.0', SERVE],
          ['tern', '2.0', SCRIPT],
        ],
      ),
    ).rejects.toMatchObject({
      code: 'unknown-command',
      message: expect.stringContaining(
        'server; the commands of the dependencies are dive, fly, serve',
      ) as string,
    })
    await expect(inventory(['app'], [])).rejects.toMatchObject({ code: 'unknown-command' })
  })

  test('are an error if two distributions have one name', async () => {
    const other = {
      'tern-2.0.dist-info/entry_points.txt': '[gui_scripts]\nServe = tern:main\napp = tern:main\n',
    }
    const { findings } = await inventory(
      ['serve', 'Serve', 'app'],
      [
        ['gull', '1.0', SERVE],
        ['tern', '2.0', other],
      ],
    )
    expect(findings.map(({ code, severity, args }) => [code, severity, args])).toEqual([
      ['command-collision', 'error', { command: 'Serve', first: 'gull', second: 'tern' }],
      ['command-collision', 'error', { command: 'app', first: 'app', second: 'tern' }],
    ])
  })

  test('an entry point replaces a script of its own distribution, as in pip and uv, and that is reported', async () => {
    for (const line of ['#!python', '#!/bin/sh']) {
      const both = { ...SERVE, 'gull-1.0.data/scripts/serve': `${line}\n` }
      const found = await inventory(['serve'], [['gull', '1.0', both]])
      expect(commands(found)).toEqual(['app app', 'serve gull'])
      const paths = found.distributions.flatMap(({ files }) => files.map(({ path }) => path))
      expect(paths.filter((path) => /^(?:bin|libexec)\//.test(path))).toEqual([])
      expect(found.findings.map(({ code, args }) => [code, args])).toEqual([
        [
          'file-skipped',
          { reason: 'the entry point serve replaces the script of its name, as in pip and uv' },
        ],
      ])
    }
  })

  test.each(['#!python', '#!/bin/sh'])(
    'an entry point beside a %s script of another distribution is a shared place, which a rule can settle',
    async (line) => {
      const other = { 'tern-2.0.data/scripts/App': `${line}\n` }
      const found = await inventory([], [['tern', '2.0', other]])
      expect(commands(found)).toEqual(['app app'])
      expect(found.shared.map(({ command, copies }) => [command?.name, copies.length])).toEqual([['App', 1]])
    },
  )
})
