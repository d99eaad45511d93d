// Has a CPython in WebAssembly write and describe test/fixtures/modern.py, for Pythons that have no native
// build on every machine: node scripts/modern-fixtures.ts node_modules/pyodide/pyodide.mjs cp315
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

interface Pyodide {
  readonly globals: { readonly set: (name: string, value: string) => void }
  readonly runPython: (code: string) => string
}

const SCRIPT = `
import importlib.util, json, marshal, sys, types
code = compile(source, 'lib/modern.py', 'exec', dont_inherit=True, optimize=0)
def walk(code, found):
    found.append({
        'qualifiedName': code.co_qualname,
        'firstLine': code.co_firstlineno,
        'docstring': bool(code.co_flags & 0x4000000),
        'names': list(code.co_names),
        'exceptions': len(code.co_exceptiontable),
        'lines': [None if line is None else line - code.co_firstlineno
                  for start, end, line in code.co_lines() for _ in range(start, end, 2)],
        'columns': ['' if c is None else '%d %d %d' % (e - l, c, d) for l, e, c, d in code.co_positions()],
    })
    for const in code.co_consts:
        if isinstance(const, types.CodeType): walk(const, found)
    return found
values = (slice(1, 2, None), slice(None, -1))
if sys.version_info >= (3, 15): values += (frozendict(a=1, b=(2, 'x')),)
json.dumps({
    'version': sys.version.split()[0],
    'magic': int.from_bytes(importlib.util.MAGIC_NUMBER[:2], 'little'),
    'code': marshal.dumps(code).hex(),
    'codes': walk(code, []),
    'values': marshal.dumps(values).hex(),
})`

const [, , library = '', runtime = ''] = process.argv
const folder = path.join(import.meta.dirname, '..', 'test', 'fixtures')
const { loadPyodide } = (await import(pathToFileURL(path.resolve(library)).href)) as {
  loadPyodide: () => Promise<Pyodide>
}
const python = await loadPyodide()
python.globals.set('source', readFileSync(path.join(folder, 'modern.py'), 'utf8'))
const said = JSON.parse(python.runPython(SCRIPT)) as unknown
writeFileSync(path.join(folder, `${runtime}.json`), `${JSON.stringify(said, null, 2)}\n`)
