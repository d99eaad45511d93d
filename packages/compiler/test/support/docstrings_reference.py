# -*- coding: utf-8 -*-
"""Compiles with changed docstrings, by the module ast alone, and writes the marshalled code.

Runs under the interpreter (and with the -O flags) that is the standard, from 2.7 on.
argv: a manifest, what becomes of docstrings (empty or strip), and the level. The manifest's lines are: path of the
source, co_filename, path to write the code to, with tabs between. Nothing is written for what does not compile.
"""
import ast
import io
import marshal
import sys

PY2 = sys.version_info[0] == 2
sys.setrecursionlimit(3000)


def is_text(statement):
    if not isinstance(statement, ast.Expr):
        return False
    if sys.version_info < (3, 8):
        return isinstance(statement.value, ast.Str)
    return isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)


class Empty(ast.NodeTransformer):
    def change(self, node):
        self.generic_visit(node)
        if node.body and is_text(node.body[0]):
            # Of the same type as the docstring: in Python 2 there are two.
            old = node.body[0].value
            new = ast.Str(s=old.s[:0]) if sys.version_info < (3, 8) else ast.Constant(value='')
            node.body[0].value = ast.copy_location(new, old)
        return node

    visit_Module = visit_ClassDef = visit_FunctionDef = visit_AsyncFunctionDef = change


class Strip(ast.NodeTransformer):
    def change(self, node):
        self.generic_visit(node)
        if node.body and is_text(node.body[0]):
            first = node.body[0]
            while node.body and is_text(node.body[0]):
                del node.body[0]
            if not node.body:
                node.body.append(ast.copy_location(ast.Pass(), first))
                if sys.version_info >= (3, 8):
                    node.body[0].end_lineno, node.body[0].end_col_offset = first.lineno, first.col_offset + 4
        return node

    visit_Module = visit_ClassDef = visit_FunctionDef = visit_AsyncFunctionDef = change


def compiled(source, filename, mode, level):
    tree = ast.parse(source, filename)
    tree = {'empty': Empty, 'strip': Strip}[mode]().visit(tree)
    if PY2:
        return compile(tree, filename, 'exec', 0, True)
    return compile(tree, filename, 'exec', 0, True, level)


def main(manifest, mode, level):
    with io.open(manifest, encoding='utf-8') as file:
        lines = [line.rstrip(u'\n').split(u'\t') for line in file]
    for path, filename, target in lines:
        if PY2:
            filename = filename.encode('utf-8')
        with io.open(path, 'rb') as file:
            source = file.read()
        try:
            code = compiled(source, filename, mode, level)
        except (SyntaxError, ValueError):
            continue
        with io.open(target, 'wb') as file:
            file.write(marshal.dumps(code))


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
