import { expect, test } from 'vitest'
import { importsIn } from '../src/imports-in.ts'

test.each([
  ['import a', ['a']],
  ['import a.b as c, d', ['a.b', 'd']],
  ['from a.b import c', ['a.b.c']],
  ['from . import a, b as c', ['.a', '.b']],
  ['from .a import *', ['.a']],
  ['from ..a.b import c', ['..a.b.c']],
  ['from a import (  # why (not)\n    b,  # c\n    d,\n)', ['a.b', 'a.d']],
  ['from a import b, \\\n    c', ['a.b', 'a.c']],
  ['def f():\n    from a import b; g()', ['a.b']],
  ['from zipimport import a', ['zipimport.a']],
  ['from .test_import import a', ['.test_import.a']],
  ['from .import a', ['.a']],
  ['try: import a\nexcept ImportError: pass', ['a']],
  ['import a  # and b', ['a']],
  // Words of other lines are no imports.
  ['x = important\n# import a\nimported = 1\ns = "import a"', []],
  ['m = import_module("a.b")', ['a.b']],
  ["m = importlib.import_module('.b', __package__)", ['.b']],
  ['m = __import__("a")', ['a']],
  ['from importlib import import_module\nm = import_module("a")', ['importlib.import_module', 'a']],
  ['m = import_module(name)\nNAMES = ["b", \'c.d\', "not a name"]', ['?', '"b', '"c.d']],
  ['for m in pkgutil.iter_modules(__path__): pass', ['*']],
  ['def __getattr__(name):\n    return load("b")', ['?', '"b']],
])('%j', (text, imports) => {
  expect(importsIn(text)).toEqual(imports)
})

test('long lines, and many words, take no long time', () => {
  const text = 'import '.repeat(200_000)
  expect(importsIn(text)).toEqual(['import'])
  expect(importsIn(`from a import (${'b, '.repeat(100_000)}`)).toEqual(['a.b'])
  // A list ends where the next begins, however many lines go on.
  expect(importsIn('import a\\\n'.repeat(100_000))).toEqual(['a'])
  expect(importsIn('import (\n'.repeat(100_000))).toEqual([])
  expect(importsIn('import a;'.repeat(100_000))).toEqual(['a'])
})
