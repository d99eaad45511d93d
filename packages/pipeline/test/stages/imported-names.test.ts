import { expect, test } from 'vitest'
import { originsIn } from '../../src/stages/imported-names.ts'

test('names come from the modules that import lines name, or from the module itself', () => {
  const text = [
    'import os, numpy as np, a.b.c',
    'import x.y as z  # as always',
    'from .docs import add, more as less',
    'from a.b import (',
    '    one,',
    '    two as three,',
    ')',
    'class Own:',
    '    async def run(self): pass',
  ].join('\n')
  expect(Object.fromEntries(originsIn(text))).toEqual({
    os: 'os',
    np: 'numpy',
    a: 'a',
    z: 'x.y',
    add: '.docs',
    less: '.docs',
    one: 'a.b',
    three: 'a.b',
    Own: '',
    run: '',
  })
})

test('what only looks like an import is none', () => {
  expect(Object.fromEntries(originsIn('"""\nimportant from here\n"""\nimports = 1\n'))).toEqual({})
})
