# -*- coding: utf-8 -*-
"""Compiles with py_compile and compares what Exuvia wrote.

Runs under the interpreter (and with the -O flags) whose output is the standard, from 2.7 on.
argv: a manifest, a file to write the answer to, and the level where the interpreter has no -O flags. The manifest's lines are: path of the
source, co_filename, path of the code that Exuvia wrote (empty where it wrote none), with tabs
between. The answer has a line a file: what came out, co_filename, detail.
  bytes    the same bytes after the header
  code     other bytes that load as an equal code object
  refused  neither compiles it
  wrong    anything else
"""
import io
import marshal
import os
import py_compile
import struct
import sys
import tempfile
import warnings

HEADER = 8 if sys.version_info < (3, 3) else 12 if sys.version_info < (3, 7) else 16
# What code objects are compared and written by; co_lnotab is computed from 3.10 on, and deprecated.
FIELDS = [name for name in (
    'co_name', 'co_qualname', 'co_filename', 'co_firstlineno', 'co_argcount', 'co_posonlyargcount',
    'co_kwonlyargcount', 'co_nlocals', 'co_stacksize', 'co_flags', 'co_code', 'co_names', 'co_varnames',
    'co_freevars', 'co_cellvars', 'co_exceptiontable',
    'co_linetable' if sys.version_info >= (3, 10) else 'co_lnotab', 'co_consts')
    if hasattr((lambda: 0).__code__, name)]
CODE = type((lambda: 0).__code__)
OPTIONS = {'optimize': int(sys.argv[3])} if len(sys.argv) > 3 else {}


def difference(ours, theirs, where):
    """The first place where two constants differ, or None."""
    if type(ours) is not type(theirs):
        return '%s: %s, not %s' % (where, type(ours).__name__, type(theirs).__name__)
    if isinstance(ours, CODE):
        for field in FIELDS:
            found = difference(getattr(ours, field), getattr(theirs, field), where + '.' + field)
            if found:
                return found
        return None
    if isinstance(ours, tuple):
        if len(ours) != len(theirs):
            return '%s: %d items, not %d' % (where, len(ours), len(theirs))
        for index, pair in enumerate(zip(ours, theirs)):
            found = difference(pair[0], pair[1], '%s[%d]' % (where, index))
            if found:
                return found
        return None
    if isinstance(ours, frozenset):
        def ordered(items):
            return tuple(sorted(items, key=lambda item: (type(item).__name__, repr(item))))
        return difference(ordered(ours), ordered(theirs), where)
    if isinstance(ours, float):
        same = struct.pack('<d', ours) == struct.pack('<d', theirs)
    elif isinstance(ours, complex):
        same = struct.pack('<dd', ours.real, ours.imag) == struct.pack('<dd', theirs.real, theirs.imag)
    else:
        same = ours == theirs
    return None if same else '%s: %r, not %r' % (where, ours, theirs)


def judge(source, filename, ours, scratch):
    try:
        py_compile.compile(source, cfile=scratch, dfile=filename, doraise=True, **OPTIONS)
    except Exception as error:
        if ours == '':
            return 'refused', ''
        return 'wrong', 'py_compile refuses it: %r' % (error,)
    if ours == '':
        return 'wrong', 'py_compile takes it'
    with open(scratch, 'rb') as file:
        theirs = file.read()[HEADER:]
    with open(ours, 'rb') as file:
        mine = file.read()
    if mine == theirs:
        return 'bytes', ''
    found = difference(marshal.loads(mine), marshal.loads(theirs), '')
    return ('code', '') if found is None else ('wrong', found)


def main(manifest, answer):
    warnings.simplefilter('ignore')
    scratch = os.path.join(tempfile.mkdtemp(), 'scratch.pyc')
    with io.open(manifest, encoding='utf-8') as file:
        lines = [line.rstrip(u'\n').split(u'\t') for line in file]
    with io.open(answer, 'w', encoding='utf-8') as file:
        for source, filename, ours in lines:
            if sys.version_info[0] == 2:
                source, filename, ours = [part.encode('utf-8') for part in (source, filename, ours)]
            verdict, detail = judge(source, filename, ours, scratch)
            line = '%s\t%s\t%s\n' % (verdict, filename, detail.replace('\n', ' ')[:300])
            file.write(line.decode('utf-8', 'replace') if isinstance(line, bytes) else line)


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2])
