/** Which expressions are docstrings, and whose they are. A part of `EXAMINER_SCRIPT`, in Python. */
export const DOCSTRING_OWNERS = String.raw`
    # Docstrings

    def is_doc(self, node):
        if isinstance(node, ast.Attribute) and node.attr == '__doc__':
            return True
        if isinstance(node, ast.Name) and node.id == '__doc__':
            return True
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in self.doc_names:
            return True
        if self.is_doc_of_namespace(node):
            return True
        if isinstance(node, ast.Call) and last_name(node.func) == 'getdoc' and self.resolve(node.func) in ('inspect.getdoc',):
            return True
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == 'getattr' and \
            len(node.args) in (2, 3) and isinstance(node.args[1], ast.Constant) and node.args[1].value == '__doc__'

    def is_doc_of_namespace(self, node):
        """Whether an expression takes the docstring from the names of a class: attributes['__doc__']."""
        if not isinstance(node, ast.Subscript):
            return False
        index = node.slice.value if type(node.slice).__name__ == 'Index' else node.slice
        return isinstance(index, ast.Constant) and index.value == '__doc__'

    def resolve(self, node):
        name = dotted(node)
        head, _, rest = name.partition('.')
        origin = self.imported.get(head, head)
        return origin + '.' + rest if rest else origin

    def owner(self, node):
        if isinstance(node, ast.Subscript):
            return 'self', True
        if isinstance(node, ast.Name):
            scope = self.scope_of(node)
            if self.parameter_owner(node, node) is not None:
                return 'other', False
            if isinstance(scope, ast.ClassDef):
                return 'class ' + scope.name, not self.is_assigned(scope, node) and (has_doc(scope) or self.module_doc)
            if '__doc__' in self.imported:
                return 'import ' + self.imported['__doc__'], True
            return 'module', self.module_doc and not self.is_assigned(None, node)
        return self.owner_of(node.args[0] if isinstance(node, ast.Call) and node.args else getattr(node, 'value', None), node)

    def owner_of(self, value, node):
        """Whose docstring the __doc__ of this expression is, and whether it may have one in the source."""
        if isinstance(value, ast.Name):
            function = self.function_of(node)
            if isinstance(function, FUNCTIONS):
                owner = self.parent[function]
                if value.id in ('self', 'cls') and isinstance(owner, ast.ClassDef):
                    return 'self', has_doc(owner) or owner.name in self.metaclasses
                parameter = self.parameter_owner(value, node)
                if parameter is not None:
                    return self.argument_owner(value, function) or parameter, True
        return self.owner_by_name(node, value)

    def parameter_owner(self, value, node):
        """The function, outer or inner, that has this name as a parameter."""
        function = self.function_of(node)
        if not (isinstance(value, ast.Name) and isinstance(function, FUNCTIONS)):
            return None
        for outer in [function] + [one for one in self.ancestors(function) if isinstance(one, FUNCTIONS)]:
            arguments = outer.args
            positional = [one.arg for one in arguments.posonlyargs + arguments.args]
            self.step(len(positional))
            if value.id in positional + [one.arg for one in arguments.kwonlyargs]:
                if self.function_of(outer):
                    return 'parameter inner'
                # What a call of the outer function gives first reaches the decorator inside of it.
                return 'parameter ' + ('given' if outer is not function and value.id == positional[0] else 'outer')
        return None

    def argument_owner(self, value, function):
        """The definition with a docstring that a call while the module is imported gives as this argument."""
        names = [one.arg for one in function.args.posonlyargs + function.args.args]
        self.step(len(names))
        if value.id not in names or len(self.functions.get(function.name, ())) != 1 or not isinstance(self.parent[function], ast.Module):
            return None
        index = names.index(value.id)
        for call in self.import_calls.get(function.name, ()):
            self.step()
            if index < len(call.args):
                owner, had = self.owner_by_name(call, call.args[index])
                if had and owner.startswith('definition '):
                    return owner
        return None

    def is_made_here(self, value, node):
        """Whether an expression takes something from what a function of this file gave, or a method of self by its name."""
        if isinstance(value, ast.Call) and last_name(value) == 'getattr':
            return bool(value.args) and isinstance(value.args[0], ast.Name) and value.args[0].id in ('self', 'cls')
        while isinstance(value, (ast.Subscript, ast.Attribute)):
            value = value.value
        function = self.function_of(node)
        if isinstance(value, ast.Call):
            return last_name(value) in self.functions
        return isinstance(value, ast.Name) and function is not None and any(
            isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and one.targets[0].id == value.id
            and isinstance(one.value, ast.Call) and last_name(one.value) in self.functions for one in self.walk(function))

    def owner_by_name(self, node, value):
        """A class or function that this file defines or imports, by its dotted name."""
        name = dotted(value).replace('.__func__', '')
        if name.startswith('?') and self.is_made_here(value, node):
            return 'made', True
        if name.startswith('?') or name in self.given_docs:
            return 'other', True
        head, _, rest = name.partition('.')
        around = [one for one in self.ancestors(node) if isinstance(one, FUNCTIONS + (ast.ClassDef,))]
        classes = [self.qualified(one) for one in around if isinstance(one, ast.ClassDef)]
        candidates = [self.qualified(one) + '.' + name for one in around] + [name]
        if head in ('self', 'cls') and rest and classes:
            candidates = [classes[0] + '.' + rest]
        for one in candidates:
            original = self.wrapped.get(one)
            if original is not None and original is not value:
                return self.owner_of(original, original)
            if one in self.definitions:
                return 'definition ' + one, self.definitions[one]
        if head in self.imported:
            return 'import ' + self.resolve(value), True
        return 'other', True
`
