/** Functions that only assert, asserts that a docstring promises, and checks under `__debug__`. A part of `EXAMINER_SCRIPT`, in Python. */
export const ASSERT_GUARDS = String.raw`
    # Functions that check

    def examine_guards(self):
        for name, group in self.functions.items():
            for one in group:
                if name.startswith('test') or self.function_of(one) is not None:
                    continue
                if GUARD.match(name) and self.is_guard(one):
                    self.add('assert-guard', one, detail=name)
                elif has_doc(one) and PROMISE.search(one.body[0].value.value):
                    first = next((inner for inner in one.body if isinstance(inner, ast.Assert)), None)
                    if first is not None and not isinstance(first.test, ast.Constant):
                        self.add('assert-promised', first, detail=name)

    def is_guard(self, function):
        """Whether a function does nothing but assert what it is given, and says what is wrong."""
        arguments = function.args
        given = {one.arg for one in arguments.posonlyargs + arguments.args + arguments.kwonlyargs +
                 [one for one in (arguments.vararg, arguments.kwarg) if one is not None]} - {'self', 'cls'}
        found = self.asserts_alone(function.body[has_doc(function):])
        return bool(found) and all(
            one.msg is not None and not isinstance(one.test, ast.Constant) for one in found) and any(
            isinstance(one, ast.Name) and one.id in given for each in function.body for one in self.walk(each))

    def asserts_alone(self, body):
        """The asserts of a block that does nothing else; None if it does more."""
        found = []
        for one in body:
            if isinstance(one, ast.Assert):
                found.append(one)
            elif isinstance(one, (ast.For, ast.If)):
                inner = self.asserts_alone(one.body + one.orelse)
                if inner is None:
                    return None
                found += inner
            elif isinstance(one, ast.Assign):
                if not all(isinstance(target, (ast.Name, ast.Tuple)) for target in one.targets):
                    return None
            elif not isinstance(one, (ast.Import, ast.ImportFrom, ast.Pass)):
                return None
        return found

    # Checks under __debug__

    def examine_debug_switch(self, node):
        """A function that gives another result without __debug__, or takes it for a switch."""
        parent = self.parent[node]
        if isinstance(parent, ast.arguments):
            function = self.parent[parent]
            if isinstance(function, FUNCTIONS) and not self.is_in_test(function):
                self.add('debug-switch', node, detail='default')
            return
        if not (isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)):
            return
        branch = self.parent[parent]
        if isinstance(branch, ast.If) and branch.test is parent and not branch.orelse and self.after(branch) is not None \
                and len(branch.body) == 1 and isinstance(branch.body[0], ast.Return) and branch.body[0].value is not None:
            self.add('debug-switch', node, detail='return')
`
