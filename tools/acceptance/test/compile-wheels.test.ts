/**
 * Real wheels, compiled and installed.
 *
 * @module-tag slow
 * @module-tag pypi
 * @module-tag cp312
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { python } from '@exuvia/test-needs'
import { beforeAll, expect, it } from 'vitest'
import { fetchRegistry } from './registry.ts'
import { exuvia, run, temporaryFolder } from './support.ts'

let registry: string
beforeAll(async () => {
  registry = await fetchRegistry()
}, 600_000)

/** The wheels whose names begin with this text, as the test's own pip fetched them. */
function wheels(...beginnings: readonly string[]): string[] {
  const folder = join(registry, 'wheelhouse')
  return readdirSync(folder)
    .filter((name) => beginnings.some((beginning) => name.toLowerCase().startsWith(beginning)))
    .map((name) => join(folder, name))
}

it('pip installs compiled wheels with nothing on stderr, and they run as bytecode', () => {
  const folder = temporaryFolder('wheels')
  const sources = wheels('six-', 'click-', 'markupsafe-3.0.2-cp312-cp312-manylinux_2_17_x86_64')
  expect(sources).toHaveLength(3)
  const compiled = exuvia(folder, 'compile', ...sources, '--out', 'out', '--runtime', 'cp312', '--quiet')
  expect(compiled.stderr).toBe('')
  const made = readdirSync(join(folder, 'out')).sort()
  expect(made).toEqual([
    'MarkupSafe-3.0.2-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
    'click-8.1.7-cp312-none-any.whl',
    'six-1.16.0-cp312-none-any.whl',
  ])
  const interpreter = python('3.12')
  const pip = [interpreter, '-m', 'pip', 'install', '--quiet', '--no-index', '--no-deps', '--target', 'site']
  const installed = run([...pip, ...made.map((name) => join('out', name))], { cwd: folder })
  expect(installed.status, installed.stderr).toBe(0)
  const program = `
import sys
sys.path.insert(0, 'site')
import base64, hashlib, importlib.metadata, pathlib
import click, markupsafe, markupsafe._speedups, six
print(pathlib.Path(six.__file__).name, pathlib.Path(click.__file__).name, markupsafe.escape('<'))
for name in ('six', 'click', 'MarkupSafe'):
    for file in importlib.metadata.files(name):
        if file.hash is None: continue
        digest = hashlib.sha256(file.read_binary()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b'=').decode() == file.hash.value, file
    tags = [line for line in importlib.metadata.distribution(name).read_text('WHEEL').splitlines() if line.startswith('Tag:')]
    print(name, *tags)
`
  const ran = run([interpreter, '-c', program], { cwd: folder })
  expect(ran.stderr).toBe('')
  expect(ran.stdout.trim().split('\n')).toEqual([
    'six.pyc __init__.pyc &lt;',
    'six Tag: cp312-none-any',
    'click Tag: cp312-none-any',
    'MarkupSafe Tag: cp312-cp312-manylinux_2_17_x86_64 Tag: cp312-cp312-manylinux2014_x86_64',
  ])
})

it('refuses a wheel for another Python by name', () => {
  const folder = temporaryFolder('wheels')
  const sources = wheels('markupsafe-3.0.2-cp312-cp312-manylinux_2_17_x86_64')
  expect(() => exuvia(folder, 'compile', ...sources, '--out', 'out', '--runtime', 'cp311')).toThrow(
    /is not for cp311/,
  )
  expect(readdirSync(folder)).toEqual([])
})
