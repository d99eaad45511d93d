import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cleanUp, makeProject, pyproject, read } from './helpers.ts'
import { makeWheel } from './make-wheel.ts'

cleanUp()

/** A project that requires a pure `base`, and native distributions on some platforms. */
async function project(...requirements: readonly string[]): Promise<string> {
  const dependencies = JSON.stringify(['base', ...requirements])
  const root = await makeProject({
    'pyproject.toml': pyproject('setuptools.build_meta', `dependencies = ${dependencies}\n`),
    'src/tide_mark/__init__.py': '',
  })
  const wheels = join(root, 'wheels')
  await makeWheel(wheels, {}, { name: 'base', tag: 'py3-none-any' })
  for (const tag of ['win_amd64', 'win32'])
    await makeWheel(wheels, {}, { name: 'curses_w', tag: `cp312-cp312-${tag}` })
  for (const tag of ['manylinux_2_17_x86_64', 'macosx_11_0_arm64', 'win_amd64'])
    await makeWheel(wheels, {}, { name: 'title', tag: `cp312-cp312-${tag}` })
  return root
}

async function shipped(root: string, target: string): Promise<{ targets: string[]; findings: string[] }> {
  const { targets, findings } = await read(root, {
    targets: [target],
    dependencies: { wheelhouse: ['wheels'] },
  })
  return {
    targets: targets.map(
      ({ target: { platform }, distributions }) => `${platform}: ${distributions.slice(1).join(' ')}`,
    ),
    findings: findings
      .filter(({ code }) => code !== 'wheels-unused')
      .map(
        ({ severity, code, subject, args }) =>
          `${severity} ${code} ${subject.distribution} ${String(args['platforms'] ?? '')}`,
      ),
  }
}

test(
  'a native dependency of some platforms gives these a target beside the one for any',
  { tags: ['python3'] },
  async () => {
    const root = await project("curses-w; sys_platform == 'win32'", "title; sys_platform != 'win32'")
    expect(await shipped(root, 'cp312')).toMatchInlineSnapshot(`
      {
        "findings": [
          "note wheel-for-some-platforms curses-w win32,win_amd64",
          "note wheel-for-some-platforms title macosx_11_0_arm64,manylinux_2_17_x86_64",
        ],
        "targets": [
          "any: base==1.0 base-1.0-py3-none-any.whl",
          "macosx_11_0_arm64: base==1.0 base-1.0-py3-none-any.whl title==1.0 title-1.0-cp312-cp312-macosx_11_0_arm64.whl",
          "manylinux_2_17_x86_64: base==1.0 base-1.0-py3-none-any.whl title==1.0 title-1.0-cp312-cp312-manylinux_2_17_x86_64.whl",
          "win32: base==1.0 base-1.0-py3-none-any.whl curses-w==1.0 curses_w-1.0-cp312-cp312-win32.whl",
          "win_amd64: base==1.0 base-1.0-py3-none-any.whl curses-w==1.0 curses_w-1.0-cp312-cp312-win_amd64.whl",
        ],
      }
    `)
  },
)

test(
  'a platform whose marker asks for nothing native has no target of its own',
  { tags: ['python3'] },
  async () => {
    const root = await project("title; sys_platform == 'linux'")
    expect(await shipped(root, 'cp312')).toMatchInlineSnapshot(`
      {
        "findings": [
          "note wheel-for-some-platforms title manylinux_2_17_x86_64",
        ],
        "targets": [
          "any: base==1.0 base-1.0-py3-none-any.whl",
          "manylinux_2_17_x86_64: base==1.0 base-1.0-py3-none-any.whl title==1.0 title-1.0-cp312-cp312-manylinux_2_17_x86_64.whl",
        ],
      }
    `)
  },
)

test('a written target for any platform still warns', { tags: ['python3'] }, async () => {
  const root = await project("curses-w; sys_platform == 'win32'")
  expect(await shipped(root, 'cp312-any')).toMatchInlineSnapshot(`
    {
      "findings": [
        "warning wheel-missing curses-w ",
      ],
      "targets": [
        "any: base==1.0 base-1.0-py3-none-any.whl",
      ],
    }
  `)
})
