# Reads pairs of marshalled values, each after its length in 4 bytes, from standard input, and compares
# them: types, signs of zero, every field of code objects. Prints the number of equal pairs.
# Arguments: fields of code objects to leave out; `lines` compares the line of every code unit instead,
# `def-line` requires the second value to have the line of its `def` everywhere. Runs on 2.7 and 3.3 or later.
import marshal, struct, sys, types

left_out = set(sys.argv[1:])
FIELDS = [name for name in (
    'co_argcount', 'co_posonlyargcount', 'co_kwonlyargcount', 'co_nlocals', 'co_stacksize', 'co_flags', 'co_code',
    'co_consts', 'co_names', 'co_varnames', 'co_freevars', 'co_cellvars', 'co_filename', 'co_name', 'co_qualname',
    'co_firstlineno', 'co_exceptiontable', 'co_lnotab' if sys.version_info < (3, 10) else 'co_linetable',
) if hasattr(marshal.loads(marshal.dumps(compile('', '', 'exec'))), name) and name not in left_out]
LINES = 'lines' in left_out
DEF_LINE = 'def-line' in left_out

def key(value):
    kind = type(value).__name__
    if isinstance(value, types.CodeType):
        fields = tuple((name, key(getattr(value, name))) for name in FIELDS)
        return (kind, fields, tuple(lines(value)) if LINES else None)
    if isinstance(value, float):
        return (kind, struct.pack('<d', value))
    if isinstance(value, complex):
        return (kind, struct.pack('<dd', value.real, value.imag))
    if isinstance(value, (tuple, list)):
        return (kind, tuple(key(item) for item in value))
    if isinstance(value, (set, frozenset)):
        return (kind, frozenset(key(item) for item in value))
    if kind == 'slice':
        return (kind, key((value.start, value.stop, value.step)))
    return (kind, value)

def lines(code):
    # The line of every code unit, whatever the entries of the table.
    for start, end, line in code.co_lines():
        for at in range(start, end, 2):
            yield line

data = getattr(sys.stdin, 'buffer', sys.stdin).read()
at = 0
def frame():
    global at
    size, = struct.unpack_from('<I', data, at)
    value = data[at + 4:at + 4 + size]
    at += 4 + size
    return marshal.loads(value)

def check_def_line(code):
    if set(lines(code)) != {code.co_firstlineno} or sum(end - start for start, end, _ in code.co_lines()) != len(code.co_code):
        sys.exit('%s has other lines than its first' % code.co_name)
    for value in code.co_consts:
        if isinstance(value, types.CodeType):
            check_def_line(value)

sys.setrecursionlimit(10000)
count = 0
while at < len(data):
    first, second = frame(), frame()
    if key(first) != key(second):
        sys.exit('pair %d differs: %s' % (count, getattr(first, 'co_filename', '')))
    if DEF_LINE:
        check_def_line(second)
    count += 1
print(count)
