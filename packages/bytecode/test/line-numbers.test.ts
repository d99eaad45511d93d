import { testEach } from '@exuvia/test-needs'
import { expect } from 'vitest'
import { payloadOf, readMarshal } from '../src/index.ts'
import { layoutForMagic } from '../src/layout.ts'
import { NONE, locationsOf } from '../src/line-numbers.ts'
import { magicForRuntime } from '@exuvia/packaging'
import type { CodeValue, MarshalValue } from '../src/types.ts'
import { INTERPRETERS, runPython } from './interpreters.ts'

/** Prints the interpreter's own view of every code object: the line of each code unit, and the columns if it has them. */
const SCRIPT = `
import dis, json, marshal, sys, types
code = compile(open(dis.__file__.replace('.pyc', '.py')).read(), 'dis.py', 'exec')
def lines(code):
    if hasattr(code, 'co_lines'):
        return [None if line is None else line - code.co_firstlineno
                for start, end, line in code.co_lines() for _ in range(start, end)]
    starts = dict(dis.findlinestarts(code)); line = 0; all = []
    for offset in range(len(code.co_code)):
        line = starts.get(offset, line); all.append(line - code.co_firstlineno)
    return all
def columns(code):
    if not hasattr(code, 'co_positions'): return []
    return ['' if c is None else '%d %d %d' % (e - l, c, d) for l, e, c, d in code.co_positions()]
def walk(code):
    yield [lines(code), columns(code)]
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            for item in walk(const): yield item
import binascii
print(json.dumps([binascii.hexlify(marshal.dumps(code)).decode(), list(walk(code))]))`

function codesOf(value: MarshalValue): CodeValue[] {
  if (value.kind === 'code') return [value, ...codesOf(value.consts)]
  return value.kind === 'items' ? value.items.flatMap(codesOf) : []
}

testEach(INTERPRETERS)('lines and columns are those that $runtime tells', ({ runtime }) => {
  const [hex, wanted] = JSON.parse(Buffer.from(runPython(runtime, SCRIPT)).toString()) as [
    string,
    [(number | null)[], string[]][],
  ]
  const magic = magicForRuntime(runtime) ?? 0
  const layout = layoutForMagic(magic)
  const codes = codesOf(readMarshal(Buffer.from(hex, 'hex'), { magic }).value)
  expect(codes.length).toBe(wanted.length)
  for (const [index, code] of codes.entries()) {
    const said = wanted[index] ?? [[], []]
    const found = locationsOf(payloadOf(code.linetable), payloadOf(code.code).length, layout)
    const lines = Array.from(found?.lines ?? [], (line) => (line === NONE ? null : line))
    // The interpreter counts bytes, and the table from 3.11 on code units.
    const units = layout.localsplus ? said[0].filter((_, offset) => offset % 2 === 0) : said[0]
    expect(lines).toEqual(units)
    expect(found?.columns).toEqual(said[1])
  }
})
