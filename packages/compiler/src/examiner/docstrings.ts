/** What is done with a docstring, in place or in a function of the file. A part of `EXAMINER_SCRIPT`, in Python. */
export const DOCSTRINGS = String.raw`
    def crash_of(self, node):
        """The operation on this expression that fails if it is None."""
        parent = self.parent[node]
        self.step(len(parent.args) if isinstance(parent, ast.Call) else len(getattr(parent, 'comparators', ())))
        if isinstance(parent, ast.Attribute):
            return '.' + parent.attr
        if isinstance(parent, ast.Subscript) and parent.value is node:
            return '[]'
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add):
            return '+'
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mod) and parent.left is node:
            return '%'
        if isinstance(parent, ast.AugAssign):
            return '+='
        if isinstance(parent, ast.Compare) and node in parent.comparators and \
                isinstance(parent.ops[parent.comparators.index(node)], (ast.In, ast.NotIn)):
            return 'in'
        if isinstance(parent, (ast.For, ast.comprehension)) and parent.iter is node:
            return 'for'
        if isinstance(parent, ast.Call) and node in parent.args:
            name = last_name(parent.func)
            if name in CRASH_CALLS and not (isinstance(parent.func, ast.Name) and name in ('match', 'split')):
                return name + '()'
        return None

    def examine_doc(self, node, expression=None, alias=None):
        """Classifies one read of a docstring by what is done with it."""
        origin = expression or node
        parent = self.parent[node]
        use = self.crash_of(node)
        if use is None and isinstance(parent, ast.Call) and node in parent.args:
            name, index = last_name(parent.func), parent.args.index(node)
            inside = self.crash_in(name, index) if isinstance(parent.func, ast.Name) else None
            if inside is None:
                detail = 'docopt' if self.gives_docopt(name, index) else self.resolve(parent.func)
                self.add_content(node, origin, detail, 'argument')
                return
            use = inside + ' in ' + name + '()'
        elif use is None and isinstance(parent, ast.keyword):
            call = self.parent[parent]
            self.add_content(node, origin, self.resolve(call.func) if isinstance(call, ast.Call) else '', parent.arg or '')
            return
        elif use is None and isinstance(parent, ast.Assign) and alias is None and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name) \
                and parent.targets[0].id != '__doc__':
            self.follow(parent.targets[0].id, node)
            return
        if use is None:
            self.examine_pattern(node, origin)
            self.examine_refusal(node, origin)
            return
        owner, had = self.owner(origin)
        if not had or self.is_caught(node, self.errors_of(use)) or self.is_guarded(node):
            return
        self.add('doc-crash', node, detail=use, owner=owner, use='text' if self.needs_text(node, use) else 'shown' if self.is_shown(node) else '')

    def add_content(self, node, origin, detail, use):
        """A function that gets the docstring, unless that is certainly none, or a text that a statement assigns."""
        owner, had = self.owner(origin)
        if had:
            self.add('doc-content', node, detail=detail, use=use, owner=owner)

    def errors_of(self, use):
        """The exceptions of an operation on None: a method is missing, an operator has the wrong type."""
        if use.startswith('.'):
            return NONE_ERRORS - {'TypeError'}
        return NONE_ERRORS if use.endswith(')') else NONE_ERRORS - {'AttributeError'}

    def needs_text(self, node, use):
        """Whether the operation fails for an empty docstring too."""
        parent = self.parent[node]
        if self.is_taken_apart(node):
            return True
        if use == '[]':
            return not isinstance(parent.slice, ast.Slice)
        if use == '%':
            # Formatting an empty text with anything but a mapping is an error.
            right = parent.right
            mapping = isinstance(right, ast.Dict) or isinstance(right, ast.Call) and last_name(right.func) in ('locals', 'globals', 'vars', 'dict')
            return not mapping and not (isinstance(right, ast.Tuple) and not right.elts)
        if not use.startswith('.'):
            return False
        # doc.strip().split('\n')[0]: the last method of the chain, and what takes its result.
        method = parent
        while isinstance(self.parent[method], ast.Call) and self.parent[method].func is method:
            call, name = self.parent[method], method.attr
            if name in ('index', 'rindex'):
                return True
            parent = self.parent[call]
            if not isinstance(parent, ast.Attribute):
                break
            method = parent
        else:
            return False
        if name not in ('split', 'rsplit', 'splitlines'):
            return isinstance(parent, ast.Subscript) and parent.value is call and name in ('strip', 'lstrip', 'rstrip') \
                and not isinstance(parent.slice, ast.Slice)
        if isinstance(parent, ast.Assign):
            return isinstance(parent.targets[0], (ast.Tuple, ast.List))
        return self.takes_item(call)

    def is_taken_apart(self, node):
        """Whether a variable that gets what the statement makes of a docstring is taken apart: text.splitlines()[0]."""
        statement = next(one for one in self.ancestors(node) if isinstance(one, ast.stmt))
        variable = self.assigned_by(statement)
        if variable is None:
            return False
        function = self.function_of(node)
        for one in self.walk(function if function is not None else self.tree):
            if isinstance(one, ast.Name) and one.id == variable and isinstance(one.ctx, ast.Load) and one.lineno > statement.lineno:
                parent = self.parent[one]
                use = self.crash_of(one)
                if use is not None and not self.is_test(one) and use.startswith('.') and self.takes_apart(parent):
                    return True
        return False

    def takes_apart(self, method):
        """Whether the lines or words that a chain of methods gives are used by their place."""
        while isinstance(self.parent[method], ast.Call) and self.parent[method].func is method:
            call = self.parent[method]
            if method.attr in ('split', 'rsplit', 'splitlines'):
                return self.takes_item(call)
            if not isinstance(self.parent[call], ast.Attribute):
                return False
            method = self.parent[call]
        return False

    def takes_item(self, call):
        """Whether an item of what split() or splitlines() gives is taken that an empty text does not have."""
        parent = self.parent[call]
        if not isinstance(parent, ast.Subscript) or parent.value is not call or isinstance(parent.slice, ast.Slice):
            return False
        # Only a separator gives one item for an empty text.
        return not (call.args and call.func.attr != 'splitlines' and self.is_end(parent))

    def is_end(self, subscript):
        """Whether a subscript takes the first or the last item."""
        index = subscript.slice.value if type(subscript.slice).__name__ == 'Index' else subscript.slice
        return isinstance(index, ast.Constant) and index.value == 0 or ast.dump(index) == ast.dump(ast.parse('-1', mode='eval').body)

    def gives_docopt(self, name, index):
        """Whether a function of this file gives that argument to docopt."""
        functions = self.functions.get(name, ())
        if len(functions) != 1 or 'docopt' not in self.imported:
            return False
        arguments = functions[0].args.posonlyargs + functions[0].args.args
        return index < len(arguments) and any(
            isinstance(one, ast.Call) and last_name(one.func) == 'docopt' and one.args and isinstance(one.args[0], ast.Name)
            and one.args[0].id == arguments[index].arg for one in self.walk(functions[0]))

    def crash_in(self, name, index, depth=0):
        """The operation by which a function of this file fails if that argument is None."""
        functions = self.functions.get(name, ())
        if len(functions) != 1 or depth > 2 or not isinstance(self.parent[functions[0]], ast.Module):
            return None
        arguments = functions[0].args.posonlyargs + functions[0].args.args
        if index >= len(arguments):
            return None
        parameter = arguments[index].arg
        uses = [one for one in self.walk(functions[0]) if isinstance(one, ast.Name) and one.id == parameter]
        if any(self.is_test(one) or self.is_caught(one, NONE_ERRORS) for one in uses):
            return None
        first = min(uses, key=lambda each: (each.lineno, each.col_offset), default=None)
        if first is not None and isinstance(first.ctx, ast.Store):
            return None
        for one in uses:
            if not isinstance(one.ctx, ast.Load):
                continue
            parent = self.parent[one]
            found = self.crash_of(one)
            if found is None and isinstance(parent, ast.Call) and one in parent.args and isinstance(parent.func, ast.Name):
                found = self.crash_in(parent.func.id, parent.args.index(one), depth + 1)
            if found is not None:
                return found
        return None
`
