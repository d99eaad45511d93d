import { execFileSync } from 'node:child_process'
import { pythonInPyenv, testEach } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { isStandardModule, standardModules } from '../src/index.ts'

/** Before 3.10 the names come from the folders of the library, which lack the modules of other systems. */
const SCRIPT = `
import json, os, sys
names = getattr(sys, 'stdlib_module_names', None)
if names is None:
    names = set(sys.builtin_module_names)
    for at in [os.path.dirname(os.__file__), os.path.join(os.path.dirname(os.__file__), 'lib-dynload')]:
        for name in os.listdir(at) if os.path.isdir(at) else []:
            if os.path.isdir(os.path.join(at, name)):
                if os.path.exists(os.path.join(at, name, '__init__.py')): names.add(name)
            elif name.endswith('.py'): names.add(name[:-3])
            elif '.so' in name: names.add(name.split('.')[0].replace('module', '') if name.endswith('module.so') else name.split('.')[0])
print(json.dumps(sorted(names)))
`
const OTHER_SYSTEMS = new Set(['_winreg', 'msilib', 'msvcrt', 'nt', 'winreg', 'winsound'])
const NOT_LISTED = /^_|^test$|^xx|^(?:sitecustomize|usercustomize|pydoc_data)$/

describe('the standard modules', () => {
  testEach(['cp27', 'cp36', 'cp37', 'cp38', 'cp39', 'cp310', 'cp311', 'cp312', 'cp313'])(
    'of %s are the interpreter’s own',
    (runtime) => {
      const program = pythonInPyenv(`${runtime[2]}.${runtime.slice(3)}`) ?? ''
      const said = JSON.parse(execFileSync(program, ['-S', '-c', SCRIPT], { encoding: 'utf8' })) as string[]
      const theirs = said.filter((name) => !NOT_LISTED.test(name) && !OTHER_SYSTEMS.has(name))
      const ours = [...(standardModules(runtime) ?? [])].filter((name) => !OTHER_SYSTEMS.has(name))
      expect(ours.sort()).toEqual(theirs.sort())
    },
  )

  test('of newer versions and of PyPy are known, and those of MicroPython are not', () => {
    expect(standardModules('cp314')?.has('annotationlib')).toBe(true)
    expect(standardModules('cp313t')?.has('annotationlib')).toBe(false)
    expect(standardModules('cp316')?.has('enum')).toBe(true)
    expect(standardModules('pp27')?.has('enum')).toBe(false)
    expect(standardModules('pp39')?.has('enum')).toBe(true)
    expect(standardModules('mpy6')).toBeUndefined()
  })

  test('of some Python 3 include removed and private ones, and none of Python 2 alone', () => {
    const names = ['enum', 'imp', 'distutils', 'tomllib', 'annotationlib', '_thread', 'StringIO', 'requests']
    expect(names.filter(isStandardModule)).toEqual(names.slice(0, 6))
  })
})
