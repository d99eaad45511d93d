import type { SourceFacts, SourceFile, SourceUse } from '@exuvia/model'
import { expect, test } from 'vitest'
import { findImportTimeCalls } from '../../src/stages/import-time-calls.ts'

const module = (path: string, text: string): SourceFile => ({
  path,
  role: 'python',
  size: text.length,
  executable: false,
  content: { kind: 'memory', bytes: Buffer.from(text) },
  origin: path,
})

/** What is found of `add`, in which `lib/a/docs.py` uses a docstring, in another module with the text. */
async function found(
  text: string,
  changes: Partial<SourceUse> = {},
): Promise<{ readonly decorators: string[]; readonly called: string[] }> {
  const use: SourceUse = {
    kind: 'doc-crash',
    line: 1,
    level: 'call',
    function: 'add',
    callers: ['add', 'wrap'],
    detail: '+',
    owner: 'parameter inner',
    ...changes,
  }
  const facts = new Map<string, SourceFacts>([['lib/a/docs.py', { uses: [use], ignored: [] }]])
  const modules = [module('lib/a/docs.py', ''), module('lib/a/b.py', text)]
  const { decorators, called } = await findImportTimeCalls(modules, facts)
  return { decorators: [...decorators].sort(), called: [...called].sort() }
}

test.each([
  ['@add\ndef f(): pass\n', ['add'], []],
  ['class A:\n    @docs.add("x")\n    def f(self): pass\n', ['add('], []],
  ['from .base import Base\n@add(Base.run, 1)\ndef f(): pass\n', ['add(', 'add(own)'], []],
  ['from a.base import Base\n@add(Base.run)\ndef f(): pass\n', ['add(', 'add(own)'], []],
  // What another decorator makes has the docstring that this one gives it.
  ['@add(g)\ndef f(): pass\n@other\ndef g(): pass\n', ['add('], []],
  ['@add(g)\ndef f(): pass\n@overload\ndef g(): pass\ndef g(): pass\n', ['add(', 'add(own)'], []],
  ['@add\n@dataclass\nclass A: pass\n', [], []],
  ['@dataclasses.dataclass(frozen=True)\n@add\nclass A: pass\n', ['add'], []],
  ['from pathlib import Path\n@add(Path.open)\ndef f(): pass\n', ['add('], []],
  ['from .docs import add\nX = add(1)\n', [], ['add']],
  ['from . import docs\ndocs.wrap(1)\n', [], ['wrap']],
  ['from .docs import add\nclass A:\n    f = add(g)\n', [], ['add']],
  ['from .docs import add\nmore = add(1)\n@more\ndef f(): pass\n', ['add('], ['add']],
  ['from .docs import add\nmore = add(1)\n@more(2)\ndef f(): pass\n', [], ['add']],
  // In a function it waits for a call, and a name of another module is another function.
  ['from .docs import add\ndef f():\n    x = add(1)\n', [], []],
  ['from .other import add\nX = add(1)\n', [], []],
  ['from .docs import add\nX = add_more(1)\n', [], []],
])('%j', async (text, decorators, called) => {
  expect(await found(text)).toEqual({ decorators, called })
})

test('what reads the source of a dataclass reads it as that of any class', async () => {
  const text = '@add\n@dataclass\nclass A: pass\n'
  expect(await found(text, { kind: 'source-read' })).toEqual({ decorators: ['add'], called: [] })
})

test('a use that every import reaches needs no search, and neither does a use of another kind', async () => {
  const text = '@add\ndef f(): pass\nfrom .docs import add\nX = add(1)\n'
  expect(await found(text, { level: 'import', owner: 'module' })).toEqual({ decorators: [], called: [] })
  // But what a decorator uses is that of what it decorates.
  expect(await found(text, { level: 'import' })).toEqual({ decorators: ['add'], called: ['add'] })
  expect(await found(text, { kind: 'assert-effect' })).toEqual({ decorators: [], called: [] })
})
