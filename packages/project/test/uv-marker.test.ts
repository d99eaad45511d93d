import { expect, test } from 'vitest'
import { uvMarker } from '../src/layouts/uv-marker.ts'
import { buildWheel, cleanUp, makeProject, pyproject } from './helpers.ts'

cleanUp()

const PYTHONS = [
  ...['<', '<=', '>', '>=', '==', '!='].map((operator) => `python_version ${operator} '3.11'`),
  "python_version<'3.9'",
  'python_version >= "3.10" and python_version < "3.12"',
  "python_version <= '3.12' and (python_version > '3.9')",
  "python_version < '3.12' and python_version >= '3.11'",
  "python_version == '3.9' and python_version >= '3.8'",
  "python_version >= '3.12' and python_version < '3.9'",
  "python_full_version >= '3.11.4' and python_version < '3.13'",
  "python_full_version < '3.11'",
  "python_full_version <= '3.11.4'",
  "python_version in '3.9 3.10'",
]
const OTHERS = [
  "sys_platform == 'win32'",
  "sys_platform != 'emscripten' and sys_platform != 'android'",
  "sys_platform == 'win32' and sys_platform != 'darwin'",
  "platform_system == 'Windows'",
  "platform_system != 'Darwin' and platform_machine == 'x86_64'",
  "platform_system == 'FreeBSD'",
  "os_name == 'nt' and sys_platform == 'linux'",
  "platform_python_implementation == 'CPython' and os_name != 'nt'",
  "implementation_name == 'cpython' and platform_machine != 'arm64' and platform_machine != 'ARM64'",
  "sys_platform == 'win32' or sys_platform == 'darwin'",
]

test(
  'a marker has the form that uv_build writes, or none that Exuvia claims to know',
  { tags: ['pypi'] },
  async () => {
    const both = PYTHONS.flatMap((python) => OTHERS.map((other) => `${other} and ${python}`))
    const markers = [...PYTHONS, ...OTHERS, ...both]
    const lines = markers.map((marker, index) => JSON.stringify(`a${index}; ${marker}`))
    const root = await makeProject({
      'pyproject.toml': pyproject('uv_build', `dependencies = [${lines.join(', ')}]\n`),
      'src/tide_mark/__init__.py': '',
    })
    const { metadata } = await buildWheel(root, 'uv_build')
    const written = new Map(
      [...metadata.matchAll(/^Requires-Dist: a(\d+) ; (.*)$/gm)].map(([, index, text]) => [
        Number(index),
        text,
      ]),
    )
    const known = markers.map((marker) => uvMarker(marker))
    expect(known.filter((marker) => marker !== undefined).length).toBeGreaterThan(70)
    expect(known.map((marker, index) => (marker === undefined ? undefined : written.get(index)))).toEqual(
      known,
    )
  },
)
