/** Asserts that change something, decide, or refuse options. A part of `EXAMINER_SCRIPT`, in Python. */
export const ASSERTS = String.raw`
    # Asserts

    def examine_assert(self, node):
        if self.outer_name(node).startswith('test'):
            return
        effect = self.effect_of(node)
        if effect is not None:
            self.add('assert-effect', node, detail=effect, use='default' if self.is_default(node) else '')
            return
        handler = self.catching(node)
        if handler is not None:
            alone = names_of(handler) == {'AssertionError'}
            # "assert False" asks whether asserts run.
            decides = alone and self.gives_another(handler) and not isinstance(node.test, ast.Constant)
            raises = decides and any(isinstance(one, ast.Raise) for one in self.walk(handler))
            self.add('assert-caught', node, detail='raised' if raises else '' if decides else 'other')
            return
        function = self.function_of(node)
        if self.handles_asserts and isinstance(function, FUNCTIONS) and not function.name.startswith('test') and all(
                isinstance(one, ast.Assert) for one in function.body[has_doc(function):]):
            self.add('assert-caught', node, detail='')
            return
        if isinstance(function, FUNCTIONS) and function.args.kwarg is not None:
            check = self.option_check(node.test, function.args.kwarg.arg, function)
            if check is not None:
                self.add('assert-options', node, detail=function.args.kwarg.arg, use=check)

    def gives_another(self, handler):
        """Whether a handler ends in another result than the block: it returns, goes on with the next, or raises its own."""
        raised = [one for one in self.walk(handler) if isinstance(one, ast.Raise)]
        if raised:
            return all(isinstance(one.exc, ast.Call) for one in raised)
        return any(isinstance(one, (ast.Return, ast.Continue)) for one in self.walk(handler))

    def effect_of(self, node):
        """What the test of an assert changes, if that is missed afterwards."""
        for one in self.walk(node.test):
            if isinstance(one, ast.NamedExpr):
                if self.is_used_after(one.target.id, node):
                    return one.target.id + ' :='
            elif isinstance(one, (ast.Await, ast.Yield, ast.YieldFrom)):
                return type(one).__name__.lower().replace('yieldfrom', 'yield from')
            elif isinstance(one, ast.Call):
                name = last_name(one.func)
                if isinstance(one.func, ast.Name):
                    if name == 'next' and one.args and isinstance(one.args[0], (ast.Name, ast.Attribute)):
                        return 'next()'
                elif isinstance(one.func, ast.Attribute) and EFFECT.match(name) and not self.is_harmless(one, node):
                    return name + '()'
        return None

    def is_default(self, node):
        """Whether all that the assert runs takes away what may be missing: such an assert passes if nothing was there."""
        calls = [one for one in self.walk(node.test) if isinstance(one, ast.Call) and EFFECT.match(last_name(one.func))]
        return bool(calls) and all(last_name(one.func) == 'pop' and len(one.args) == 2 for one in calls)

    def is_used_after(self, name, node):
        function = self.function_of(node)
        return any(isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Load) and one.lineno > node.end_lineno
                   for one in self.walk(function if function is not None else self.tree))

    def is_harmless(self, call, node):
        """Whether nothing reads afterwards what the call changed."""
        receiver = call.func.value
        if isinstance(receiver, (ast.Call, ast.Constant, ast.List, ast.Dict, ast.Set)):
            return True
        if call.func.attr == 'acquire' and node.test is not call:
            return True
        after = self.after(node)
        if isinstance(after, (ast.Raise, ast.Break, ast.Return)) and not any(
                isinstance(one, (ast.Name, ast.Attribute)) and last_name(one) == last_name(receiver) for one in self.walk(after)):
            return True
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Call) and isinstance(after.value.func, ast.Attribute) and \
                after.value.func.attr in ('seek', 'close') and ast.dump(after.value.func.value) == ast.dump(receiver):
            return True
        if isinstance(receiver, ast.Name):
            function = self.function_of(node)
            given = isinstance(function, FUNCTIONS) and receiver.id in [one.arg for one in function.args.args]
            looped = any(isinstance(one, (ast.For, ast.While)) for one in self.ancestors(node))
            return not given and not looped and receiver.id not in self.imported and not self.is_used_after(receiver.id, node)
        if isinstance(receiver, ast.Attribute) and call.func.attr == 'pop' and not call.args:
            # A stack that its class only pushes and pops serves this check alone.
            owner = next((one for one in self.ancestors(node) if isinstance(one, ast.ClassDef)), self.tree)
            for one in self.walk(owner):
                if isinstance(one, ast.Attribute) and one.attr == receiver.attr and isinstance(one.ctx, ast.Load):
                    parent = self.parent[one]
                    if not (isinstance(parent, ast.Attribute) and parent.attr in ('append', 'pop', 'clear')):
                        return False
            return True
        return False

    def option_check(self, test, name, function):
        """How the test refuses keyword arguments that the function does not know: by a list, or those left over."""
        def is_given(one):
            return isinstance(one, ast.Name) and one.id == name
        if isinstance(test, ast.Call) and last_name(test.func) == 'issubset':
            return 'listed' if any(is_given(one) for one in self.walk(test.func)) else None
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and is_given(test.operand):
            if any(isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == 'pop'
                   and is_given(one.func.value) for one in self.walk(function)):
                return 'left'
        return None

    def catching(self, node):
        """The handler in this function that expects the AssertionError."""
        inside = node
        for one in self.ancestors(node):
            if isinstance(one, FUNCTIONS):
                return None
            if isinstance(one, ast.Try) and self.is_body(inside):
                for handler, names in self.handlers_of(one):
                    if 'AssertionError' in names:
                        return handler
            inside = one
        return None
`
