"""Decompiles .pyc files of this Python and prints what stands in the result, one JSON line a file.

    python decompile.py DECOMPILER FILE...

A line has `names`, every word of the text, and `strings`, every text that its syntax tree contains; `strings` is null
if Python cannot parse the text. `error` alone says that the decompiler failed.
"""
import ast
import io
import json
import re
import sys

from importlib import import_module

decompile_file = import_module(f"{sys.argv[1]}.main").decompile_file

for file in sys.argv[2:]:
    out = io.StringIO()
    try:
        decompile_file(file, out)
    except BaseException as error:  # the decompiler exits, too
        print(json.dumps({"error": type(error).__name__}))
        continue
    text = out.getvalue()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        strings = None
    else:
        strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    print(json.dumps({"names": sorted(set(re.findall(r"\w+", text))), "strings": strings}))
