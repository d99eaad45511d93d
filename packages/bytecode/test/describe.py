# Prints the interpreter's own description of a module's code objects, as JSON.
import ast, json, marshal, sys, types

path, level = sys.argv[1], int(sys.argv[2])
source = open(path, 'rb').read()
code = compile(source, 'lib/mod.py', 'exec', 0, True, level)

def docstring(code):
    cells = tuple(types.CellType(None) for _ in code.co_freevars) if code.co_freevars else None
    return types.FunctionType(code, {}, 'f', None, cells).__doc__

found = []
def visit(code, prefix):
    for const in code.co_consts:
        if not isinstance(const, types.CodeType): continue
        function = bool(const.co_flags & 1)
        name = getattr(const, 'co_qualname', prefix + const.co_name)
        found.append({
            'qualifiedName': name,
            'kind': 'function' if function else 'class',
            'firstLine': const.co_firstlineno,
            'arguments': [const.co_posonlyargcount, const.co_argcount, const.co_kwonlyargcount,
                          bool(const.co_flags & 4), bool(const.co_flags & 8)],
            # A lambda or comprehension shows its first constant as its docstring; it has none.
            'docstring': const.co_name[0] != '<' and docstring(const) is not None if function else None,
        })
        visit(const, prefix + const.co_name + ('.<locals>.' if function else '.'))
visit(code, '')
module_doc = ast.get_docstring(ast.parse(source), clean=False) if level < 2 else None
print(json.dumps({'bytes': marshal.dumps(code).hex(), 'functions': found, 'docstring': module_doc}))
