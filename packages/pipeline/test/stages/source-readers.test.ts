import type { SourceFacts, SourceUse } from '@exuvia/model'
import { expect, test } from 'vitest'
import { findGiven, findReaders, isReadingSource } from '../../src/stages/source-readers.ts'

const READ: SourceUse = {
  kind: 'source-read',
  line: 2,
  level: 'call',
  function: 'body_of',
  callers: ['body_of'],
  detail: 'inspect.getsource',
  owner: 'parameter outer',
}
const facts = (use: SourceUse): ReadonlyMap<string, SourceFacts> =>
  new Map([['lib/lab/body.py', { uses: [use], ignored: [] }]])
const module = (path: string, text: string) => ({ path: `lib/lab/${path}`, text })

test('what passes its own parameter on to a reader is a reader: a function, a class, a method', () => {
  const modules = [
    module('scope.py', 'class Scope:\n    def __init__(self, func):\n        self.body = body_of(func)\n'),
    module(
      'run.py',
      'class Run:\n    def config(\n        self,\n        function,\n    ):\n        self.add(Scope(function))\n',
    ),
    module(
      'more.py',
      'def tool(name=None):\n    def decorator(f):\n        return Scope(func=f)\n    return decorator\n',
    ),
    module('other.py', 'def own():\n    return body_of(HERE)\ndef unlike(f):\n    return nobody_of(f)\n'),
  ]
  expect([...findReaders(modules, facts(READ))].sort()).toEqual(['Scope', 'body_of', 'config', 'tool'])
})

test('without a read of a parameter there is no reader', () => {
  const own = facts({ ...READ, owner: 'definition f' })
  expect(isReadingSource(own)).toBe(false)
  expect([...findReaders([module('scope.py', 'def f(x):\n    body_of(x)\n')], own)]).toEqual([])
  expect(isReadingSource(facts(READ))).toBe(true)
})

const READERS = new Map([['lab', new Set(['config', 'tool'])]])

test.each([
  ['from lab import tool\n@tool\ndef f(): pass\n', 'lab.tool', 2],
  ['from lab import Run\nrun = Run()\n\n@run.config\ndef c(): pass\n', 'lab.config', 4],
  ['import lab\nclass A:\n    @lab.tool(name=1)\n    def f(self): pass\n', 'lab.tool', 3],
])('%j decorates with a reader', (text, reader, line) => {
  expect(findGiven([module('app.py', text)], READERS)).toEqual([{ path: 'lib/lab/app.py', line, reader }])
})

test.each([
  'from laboratory import tool\n@tool\ndef f(): pass\n',
  'import lab\nimport click\n@click.tool\ndef f(): pass\n',
  'import lab\nfrom other import tool\n@tool\ndef f(): pass\n',
  'import lab\ndef tool(f): return f\n@tool\ndef f(): pass\n',
  'import lab\n@lab.another\ndef f(): pass\n',
])('%j does not', (text) => {
  expect(findGiven([module('app.py', text)], READERS)).toEqual([])
})
