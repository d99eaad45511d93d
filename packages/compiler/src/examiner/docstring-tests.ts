/** Docstrings that are searched, refused, kept in variables, or tested first. A part of `EXAMINER_SCRIPT`, in Python. */
export const DOCSTRING_TESTS = String.raw`
    def examine_pattern(self, node, origin):
        """A search in the docstring, or in an empty text where it is missing: what it finds is meant for the program."""
        parent = self.parent[node]
        if not (isinstance(parent, ast.BoolOp) and isinstance(parent.op, ast.Or) and isinstance(parent.values[-1], ast.Constant)):
            return
        call = self.parent[parent]
        if isinstance(call, ast.Call) and parent in call.args and last_name(call.func) in SEARCHES:
            owner, had = self.owner(origin)
            if had:
                self.add('doc-content', node, detail=last_name(call.func), use='search', owner=owner)

    def examine_refusal(self, node, origin):
        """An exception where the docstring is missing: in "if not doc", or in the else of "if doc"."""
        test = self.parent[node] if isinstance(self.parent[node], ast.NamedExpr) else node
        parent = self.parent[test]
        wants_none, wants_text = False, False
        if isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not):
            test, wants_none, wants_text = parent, True, True
        elif isinstance(parent, ast.Compare) and parent.left is test and isinstance(parent.ops[0], (ast.Is, ast.IsNot)):
            test, wants_none = parent, isinstance(parent.ops[0], ast.Is)
        else:
            wants_text = True
        branch = self.parent[test]
        if not (isinstance(branch, ast.If) and branch.test is test):
            return
        if any(isinstance(one, ast.Raise) for one in (branch.body if wants_none else branch.orelse)):
            owner, had = self.owner(origin)
            if had:
                self.add('doc-refused', node, detail='raise', owner=owner, use='text' if wants_text else '')

    def follow(self, name, expression):
        """Uses of a variable that holds a docstring."""
        scope = self.scope_of(expression)
        inside = [one for one in self.walk(scope if scope is not None else self.tree)
                  if isinstance(one, ast.Name) and one.id == name]
        if sum(1 for one in inside if isinstance(one.ctx, ast.Store)) != 1:
            inside = self.until_stored(self.parent[expression], inside, scope)
        tested = [one for one in inside if self.is_test(one)]
        for one in tested:
            self.examine_refusal(one, expression)
        if tested:
            return
        for one in inside:
            if one.lineno >= expression.lineno and (isinstance(one.ctx, ast.Load) or isinstance(self.parent[one], ast.AugAssign)):
                self.examine_doc(one, expression, alias=name)

    def until_stored(self, assignment, names, scope):
        """Of these names, those that certainly have the value of an assignment; the next assignment may read it too."""
        found, tries = [], {one for one in self.ancestors(assignment) if isinstance(one, ast.Try)}
        block = self.parent[assignment]
        while isinstance(block, ast.Try):
            block = self.parent[block]
        for one in sorted(names, key=lambda each: (each.lineno, each.col_offset)):
            if one.lineno <= assignment.lineno or self.scope_of(one) is not scope:
                continue
            statement = next(each for each in self.ancestors(one) if isinstance(each, ast.stmt))
            # A handler runs in place of the assignment.
            if any(isinstance(each, ast.ExceptHandler) and self.parent[each] in tries for each in self.ancestors(one)):
                continue
            if isinstance(one.ctx, ast.Store):
                known = set(found)
                return found + [each for each in self.walk(statement) if isinstance(each, ast.Name) and each.id == one.id
                                and each not in known and (each is not one or isinstance(statement, ast.AugAssign))]
            if block in list(self.ancestors(one)):
                found.append(one)
        return found

    def is_test(self, node):
        """Whether the value of this expression decides something."""
        child = node
        for one in self.ancestors(node):
            if isinstance(one, (ast.If, ast.IfExp, ast.While, ast.Assert)) and one.test is child:
                return True
            if isinstance(one, ast.BoolOp):
                return True
            if isinstance(one, ast.Compare) or isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.Not) \
                    or isinstance(one, ast.Call) and last_name(one.func) in ('isinstance', 'bool'):
                child = one
                continue
            return False
        return False

    def is_guarded(self, node):
        function = self.function_of(node)
        if function not in self.guards:
            self.guards[function] = {ast.dump(one) for one in self.run_with(function)
                                     if self.is_doc(one) and self.is_test(one)}
        return ast.dump(node).replace('Store()', 'Load()') in self.guards[function] or self.is_guarded_by_debug(node) or \
            any(self.is_doc(one) or isinstance(node, ast.Name) and isinstance(one, ast.Name) and one.id == node.id
                for one in self.around(node))

    def around(self, node):
        for one in self.ancestors(node):
            if isinstance(one, (ast.If, ast.IfExp)):
                for inner in self.walk(one.test):
                    yield inner

    def is_guarded_by_debug(self, node):
        # Bytecode of any level runs with sys.flags.optimize as the customer's Python sets it, so that is no guard.
        return any(isinstance(one, ast.Name) and one.id == '__debug__' for one in self.around(node))
`
