"""Writes the code object that CPython's import system makes of a file, without its header.

It calls the functions that py_compile calls, without the modules that py_compile imports.
argv: the source, co_filename, the file to write, and the level where the interpreter has no -O flags.
"""
import sys

source, filename, target = sys.argv[1:4]
level = int(sys.argv[4]) if len(sys.argv) > 4 else -1
system = sys.modules['_frozen_importlib_external']
with open(source, 'rb') as file:
    data = file.read()
code = system.SourceFileLoader('module', source).source_to_code(data, filename, _optimize=level)
with open(target, 'wb') as file:
    file.write(system._code_to_hash_pyc(code, b'12345678', False)[16:])
