import { spawnSync } from 'node:child_process'
import { pythonInPyenv } from './find.ts'
import { TOOLS, type ToolTag } from './tools.ts'

export type PythonTag = Extract<ToolTag, `cp${string}`>

/** The runtimes of the CPythons that tests need, the oldest first, whether found or not. */
export const PYTHONS: readonly PythonTag[] = (Object.keys(TOOLS) as ToolTag[]).filter(
  (tag): tag is PythonTag => tag.startsWith('cp'),
)

/** The tag of a version: `3.12` → `cp312`. */
export function tagOf(version: string): PythonTag {
  const tag = `cp${version.replace('.', '')}`
  const found = PYTHONS.find((known) => known === tag)
  if (found === undefined) throw new Error(`${version} is not a version that the tests know`)
  return found
}

/** The version of a tag: `cp312` → `3.12`. */
export function versionOf(tag: string): string {
  return `${tag.slice(2, 3)}.${tag.slice(3)}`
}

/**
 * The path of an interpreter by its tag or version. Throws if this machine lacks it,
 * so that a test whose tags do not name it fails.
 */
export function python(tagOrVersion: string): string {
  const version = tagOrVersion.startsWith('cp') ? versionOf(tagOrVersion) : tagOrVersion
  const path = pythonInPyenv(version)
  if (path === undefined) throw new Error(`CPython ${version} was not found: does the test have its tag?`)
  return path
}

/** Every module of an interpreter's standard library by its name, and those that `site` looks for. */
export function standardModules(path: string): string[] {
  const ask = `import os, sys
names = set(sys.builtin_module_names) | set(getattr(sys, 'stdlib_module_names', ()))
folder = os.path.dirname(os.__file__)
for place in (folder, os.path.join(folder, 'lib-dynload')):
    names |= set(entry.split('.')[0] for entry in os.listdir(place) if entry.endswith(('.py', '.so')) or '.' not in entry)
print(' '.join(sorted(names)))`
  const { stdout } = spawnSync(path, ['-S', '-c', ask], { cwd: '/', encoding: 'utf8' })
  const names = [...stdout.trim().split(' '), 'sitecustomize', 'usercustomize', '_frozen_importlib_external']
  return names.filter((name) => /^\w+$/.test(name))
}
