/** Blocks for `__debug__`, and docstrings that are a grammar. A part of `EXAMINER_SCRIPT`, in Python. */
export const DEBUG_AND_GRAMMAR = String.raw`
    # __debug__

    def examine_debug(self, node):
        """Names that only a block for __debug__ binds, and that code outside of it reads."""
        if not (isinstance(node.test, ast.Name) and node.test.id == '__debug__') or self.is_in_test(node):
            return
        scope = self.scope_of(node)
        if scope is not None and not isinstance(scope, FUNCTIONS):
            return
        inside = {id(one) for statement in node.body for one in self.walk(statement)}
        bound = set()
        for statement in node.body:
            for one in self.walk(statement):
                bound |= self.bound_by(one)
        if not bound:
            return
        around = [one for one in self.walk(scope if scope is not None else self.tree) if id(one) not in inside]
        for one in around:
            bound -= self.bound_by(one)
        read = [one for one in around if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load) and one.id in bound
                and not self.is_guarded_by_debug(one) and not self.is_caught(one, NAME_ERRORS)]
        if read:
            self.add('debug-only', node, detail=read[0].id, use=self.level(read[0]))

    def is_in_test(self, node):
        return self.outer_name(node).startswith('test')

    def bound_by(self, node):
        if isinstance(node, FUNCTIONS + (ast.ClassDef,)):
            return {node.name}
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            return {node.id}
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return {one.asname or one.name.split('.')[0] for one in node.names}
        return {node.arg} if isinstance(node, ast.arg) else set()

    # Grammars

    def examine_grammar(self):
        """
        Functions as PLY and SPARK read them: each is a rule, and its docstring is the grammar, or the pattern of a token.
        """
        rules = [one for name, group in self.functions.items() if name.startswith('p_') for one in group
                 if has_doc(one) and RULE.match(one.body[0].value.value)]
        if len(rules) > 1:
            first = min(rules, key=lambda one: one.lineno)
            self.add('doc-grammar', first, detail=first.name, use='tables' if self.mentions('optimize') or self.mentions('tabmodule') else '')
        if not any(origin.rpartition('.')[2] == 'lex' or 'ply' in origin.split('.') for origin in self.imported.values()):
            return
        tokens = [one for name, group in self.functions.items() if name.startswith('t_') for one in group
                  if has_doc(one) and not name.endswith(('_error', '_eof')) and not one.decorator_list]
        if tokens:
            first = min(tokens, key=lambda one: one.lineno)
            self.add('doc-grammar', first, detail=first.name, use='tables' if self.mentions('optimize') or self.mentions('tabmodule') else '')
`
