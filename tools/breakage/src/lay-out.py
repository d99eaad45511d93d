"""Lays out files in one of the ways that Exuvia can ship them, for one interpreter: lay-out.py WAY FROM... INTO

Copies each folder FROM to INTO/0, INTO/1, … and prints the places that PYTHONPATH needs. Bytecode lies where the
interpreter takes it in place of the source, so that sys.flags.optimize stays 0, as it is where Exuvia's files run.
"""
import ast
import importlib.util
import marshal
import os
import shutil
import struct
import sys
import zipfile

LEVELS = {'-O': 1, '-OO': 2}
BESIDE_SOURCE = ('-O', '-OO', 'empty')


class EmptyDocstrings(ast.NodeTransformer):
    """Puts "" where a docstring stands, apart from anything else: the reference for `docstrings = "empty"`."""

    def generic_visit(self, node):
        super().generic_visit(node)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            if ast.get_docstring(node, clean=False) is not None:
                # Python 3.7 had docstrings outside the body before its release.
                node.body[0].value = ast.copy_location(ast.parse('""').body[0].value, node.body[0].value)
        return node


def bytecode(path, way):
    with open(path, 'rb') as file:
        source = file.read()
    if way == '-O' and b'assert' not in source and b'__debug__' not in source:
        return None  # the same as without a level
    tree = EmptyDocstrings().visit(ast.parse(source, path)) if way == 'empty' else source
    code = compile(tree, path, 'exec', dont_inherit=True, optimize=LEVELS.get(way, 0))
    # PEP 552 added the flags; 0 means that time and size of the source identify it.
    flags = b'\0\0\0\0' if sys.version_info >= (3, 7) else b''
    modified = int(os.stat(path).st_mtime) & 0xFFFFFFFF
    return importlib.util.MAGIC_NUMBER + flags + struct.pack('<II', modified, len(source) & 0xFFFFFFFF) + marshal.dumps(code)


def compile_one(path, way):
    try:
        data = bytecode(path, way)
    except (SyntaxError, ValueError):
        return  # a template, or for another Python
    if data is None:
        return
    if way in BESIDE_SOURCE:
        target = importlib.util.cache_from_source(path, optimization='')
        os.makedirs(os.path.dirname(target), exist_ok=True)
    else:
        target = path + 'c'
        os.remove(path)
    with open(target, 'wb') as file:
        file.write(data)


def pack(folder):
    with zipfile.ZipFile(folder + '.zip', 'w') as archive:
        for parent, _, names in os.walk(folder):
            # Namespace packages need the folder's own entry.
            for path in ([] if parent == folder else [parent]) + [os.path.join(parent, name) for name in names]:
                archive.write(path, os.path.relpath(path, folder))
    shutil.rmtree(folder)
    return folder + '.zip'


def main(way, *folders):
    *sources, into = folders
    places = []
    for number, source in enumerate(sources):
        folder = os.path.join(into, str(number))
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns('__pycache__', '*.pyc'))
        if way != 'source':
            for parent, _, names in list(os.walk(folder)):
                for name in names:
                    if name.endswith('.py'):
                        compile_one(os.path.join(parent, name), way)
        places.append(pack(folder) if way == 'zip' else folder)
    print(os.pathsep.join(places))


main(*sys.argv[1:])
