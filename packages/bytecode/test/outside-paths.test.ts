import { testEach } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { describePyc, makeHeader } from '../src/index.ts'
import { folderOf, isOutside, pathsIn } from '../src/outside-paths.ts'
import { INTERPRETERS, runPython } from './interpreters.ts'

describe('a file name leads out of the project', () => {
  test.each([
    '/usr/src/app/m.py',
    'C:\\work\\m.py',
    'd:/work/m.py',
    '\\\\server\\share\\m.py',
    '../m.py',
    '..\\m.py',
  ])('%s', (name) => expect(isOutside(name)).toBe(true))
  test.each(['lib/m.py', 'm.py', '<string>', '<frozen importlib>', '.../m.py', 'a/../m.py', ''])(
    'not %s',
    (name) => expect(isOutside(name)).toBe(false),
  )
})

describe('a text reveals', () => {
  test.each([
    ['/home/kai/work/app/cli.py', ['/home/kai/work/app/cli.py']],
    ['see file:///Users/kai/notes.txt, or "/home/kai/x y"', ['/Users/kai/notes.txt', '/home/kai/x']],
    ['C:\\Users\\kai\\AppData', ['C:\\Users\\kai\\AppData']],
    ['PATH=/root/bin:/usr/bin', ['/root/bin:/usr/bin']],
    ['/builds/acme/tidemark/src', ['/builds/acme/tidemark/src']],
    ['/__w/tidemark/tidemark/src', ['/__w/tidemark/tidemark/src']],
    ['D:\\a\\tidemark\\src', ['D:\\a\\tidemark\\src']],
    ['/var/folders/zz/T/x', ['/var/folders/zz/T/x']],
    ['/private/var/folders/zz/T/x', ['/private/var/folders/zz/T/x']],
    ['/var/jenkins_home/workspace/x', ['/var/jenkins_home/workspace/x']],
    ['/codebuild/output/src1/x', ['/codebuild/output/src1/x']],
    ['/opt/atlassian/pipelines/agent/build/x', ['/opt/atlassian/pipelines/agent/build/x']],
    ['/workspaces/tidemark/src', ['/workspaces/tidemark/src']],
    ['c:\\users\\kai\\x', ['c:\\users\\kai\\x']],
    ['"C:\\Users\\Kai Lund\\src\\x"', ['C:\\Users\\Kai Lund\\src\\x']],
    ['file:///C:/Users/kai/x', ['C:/Users/kai/x']],
    ['/mnt/c/Users/kai/x and /c/Users/kai/y', ['/mnt/c/Users/kai/x', '/c/Users/kai/y']],
    ['\\\\wsl$\\Debian\\home\\kai\\x', ['\\\\wsl$\\Debian\\home\\kai\\x']],
  ])('%s', (text, paths) => expect(pathsIn(text, [])).toEqual(paths))

  test.each([
    '/',
    '/usr/bin/env python',
    '/users/1',
    '/api/v1/home/kai/',
    'https://example.org/home/kai/',
    'https://example.org/c/Users/kai/',
    'C:\\users\\',
    '/home/',
    '~/x',
    '/etc/app.toml',
  ])('nothing in %s', (text) => expect(pathsIn(text, [])).toEqual([]))

  test('what is below the folder of an absolute file name', () => {
    expect(folderOf('/srv/build/app/m.py')).toBe('/srv/build/app/')
    expect(folderOf('/m.py')).toBeUndefined()
    expect(folderOf('C:\\m.py')).toBeUndefined()
    expect(folderOf('app/m.py')).toBeUndefined()
    expect(pathsIn('/srv/build/app/data.json', ['/srv/build/app/'])).toEqual(['/srv/build/app/data.json'])
    expect(pathsIn('/srv/build/application', ['/srv/build/app/'])).toEqual([])
  })

  test('in linear time, for any text', () => {
    for (const text of ['/home/', 'C:\\', '\\', '/home/a', '/builds/'].map((part) => part.repeat(200_000))) {
      expect(pathsIn(text, ['/srv/']).length).toBeLessThan(1_000_000)
    }
  })
})

testEach(INTERPRETERS)('describePyc says where a file of $runtime gives a path away', ({ runtime }) => {
  const script = `
import marshal, sys
out = getattr(sys.stdout, 'buffer', sys.stdout)
source = '"Kept at /home/kai/notes."\\ndef f():\\n    return "/srv/build/data", ("/Users/kai/x", 1)\\n'
out.write(marshal.dumps(compile(source, '/srv/build/m.py', 'exec')))`
  const pyc = Buffer.concat([makeHeader(runtime, 'timestamp'), runPython(runtime, script)])
  expect(describePyc(pyc).code?.outsidePaths).toEqual([
    { path: '/srv/build/m.py', found: 'file-name', where: '<module>' },
    { path: '/home/kai/notes', found: 'docstring', where: '<module>' },
    { path: '/srv/build/data', found: 'string', where: 'f' },
    { path: '/Users/kai/x', found: 'string', where: 'f' },
  ])
})
