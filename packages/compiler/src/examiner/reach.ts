/** What an import, a program or a call reaches, and how a fact is noted. A part of `EXAMINER_SCRIPT`, in Python. */
export const REACH = String.raw`
    def scan(self):
        for node in self.of_type(ast.Import):
            for one in node.names:
                self.imported[one.asname or one.name.split('.')[0]] = one.name if one.asname else one.name.split('.')[0]
        for node in self.of_type(ast.ImportFrom):
            for one in node.names:
                module = '.' * node.level + (node.module or '')
                self.imported[one.asname or one.name] = module + ('' if module.endswith('.') else '.') + one.name
        for node in self.of_type(*FUNCTIONS, ast.ClassDef):
            self.definitions[self.qualified(node)] = has_doc(node)
            if isinstance(node, FUNCTIONS):
                self.functions.setdefault(node.name, []).append(node)
                for one in node.decorator_list:
                    if isinstance(one, ast.Call) and len(one.args) == 1 and last_name(one.func) == 'wraps':
                        self.wrapped[self.qualified(node)] = one.args[0]
        has_file = self.mentions('__file__')
        for node in self.of_type(ast.Assign, ast.AnnAssign):
            owner = self.parent[node]
            if isinstance(owner, ast.ClassDef) and isinstance(node.value, ast.Name) and node.value.id == '__doc__':
                self.doc_names |= {(owner.name, last_name(one)) for one in (
                    node.targets if isinstance(node, ast.Assign) else [node.target])}
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name) and target.id == '__doc__':
                    if not self.needs_itself(node):
                        self.assigned_docs.setdefault(self.scope_of(node), node.lineno)
                elif isinstance(target, ast.Attribute) and target.attr == '__doc__' and not self.reads_itself(node):
                    self.given_docs.add(dotted(target.value))
                if has_file and isinstance(target, ast.Name) and self.scope_of(node) is None and node.value is not None and any(
                        isinstance(one, ast.Name) and one.id == '__file__' for one in self.walk(node.value)):
                    self.places.add(target.id)
        for functions in self.functions.get('__doc__', ()):
            self.assigned_docs[self.scope_of(functions)] = 0
        self.module_doc = has_doc(self.tree)
        self.handles_asserts = any(
            names_of(one) == {'AssertionError'} and not any(isinstance(inner, ast.Raise) for inner in self.walk(one))
            for one in self.of_type(ast.ExceptHandler))
        self.reach()

    def reads_itself(self, node):
        return node.value is not None and any(
            isinstance(one, ast.Attribute) and one.attr == '__doc__' for one in self.walk(node.value))

    def needs_itself(self, node):
        """Whether an assignment to __doc__ fails, or assigns None, where the docstring is missing."""
        return node.value is None or any(isinstance(one, ast.Name) and one.id == '__doc__' and not self.is_test(one)
                                         for one in self.walk(node.value))

    def is_assigned(self, scope, node):
        """Whether a scope has another docstring than the one at its top where the node runs."""
        if scope not in self.assigned_docs:
            return False
        # A function runs when the whole module or class has run.
        return isinstance(self.scope_of(node), FUNCTIONS + (ast.Lambda,)) or self.assigned_docs[scope] < node.lineno

    def scope_of(self, node):
        inside = node
        for one in self.ancestors(node):
            # Decorators and defaults belong to the scope around.
            if isinstance(one, SCOPES) and self.is_body(inside):
                return one
            inside = one
        return None

    def reach(self):
        """Functions of this file that importing it calls, by name."""
        metaclasses = self.metaclasses = set()
        by_function = self.names_called = {}
        for node in self.of_type(ast.Call):
            function = self.function_of(node)
            if function is None and (self.is_main(node) or self.is_typing(node)):
                continue
            by_function.setdefault(function, set()).add(last_name(node.func))
            if function is None and isinstance(node.func, ast.Name):
                self.import_calls.setdefault(node.func.id, []).append(node)
        for node in self.of_type(*FUNCTIONS, ast.ClassDef):
            function = self.function_of(node)
            for one in node.decorator_list:
                by_function.setdefault(function, set()).add(last_name(one))
            if isinstance(node, ast.ClassDef):
                metaclasses.update(last_name(one.value) for one in node.keywords if one.arg == 'metaclass')
        self.find_methods()
        self.find_metaclasses()
        of_metaclass = set()
        todo = list(by_function.get(None, ()))
        seen = set(todo)
        self.reached = set()
        for node in self.of_type(*FUNCTIONS):
            owner = self.parent[node]
            # The definition of a class runs these.
            if isinstance(owner, ast.ClassDef) and (node.name == '__init_subclass__' or node.name in ('__new__', '__init__')
                                                    and owner.name in metaclasses):
                self.reached.add(node)
                if owner.name in metaclasses:
                    of_metaclass |= by_function.get(node, set())
                todo += [one for one in by_function.get(node, ()) if one not in seen]
                seen |= by_function.get(node, set())
        while todo:
            name = todo.pop()
            # Methods that were called before their class was.
            for function in self.functions.get(name, []) + self.methods.get(name, []):
                owner = self.parent[function]
                # A method is called with an object that this knows only if the same code makes one; a metaclass calls
                # those of its classes.
                if isinstance(owner, ast.ClassDef) and name != '__init__' and name not in of_metaclass and not (
                        owner.name in seen and function.name in seen):
                    continue
                if function in self.reached:
                    continue
                self.reached.add(function)
                names = set(by_function.get(function, ()))
                for one in names - seen:
                    seen.add(one)
                    todo.append(one)

    def find_methods(self):
        """Notes the methods of each class, by its name, and adds what reads a property of them to what calls it."""
        self.methods, properties = {}, set()
        for group in self.functions.values():
            for one in group:
                owner = self.parent[one]
                if isinstance(owner, ast.ClassDef):
                    self.methods.setdefault(owner.name, []).append(one)
                    if any(last_name(each) in ('property', 'cached_property') for each in one.decorator_list):
                        properties.add(one.name)
        for node in self.of_type(ast.Attribute) if properties else ():
            if node.attr in properties and isinstance(node.ctx, ast.Load):
                function = self.function_of(node)
                if function is not None or not self.is_main(node):
                    self.names_called.setdefault(function, set()).add(node.attr)

    def find_metaclasses(self):
        """Adds the classes that make classes, if this file uses them as it is imported: with_metaclass(M), M('A', ...)."""
        made = {node.name for node in self.of_type(ast.ClassDef) if any(last_name(one) == 'type' for one in node.bases
                                                                        if isinstance(one, ast.Name))}
        if made:
            self.metaclasses.update(one.id for one in self.of_type(ast.Name) if one.id in made
                                    and isinstance(one.ctx, ast.Load) and self.function_of(one) is None)

    def level(self, node):
        function = self.function_of(node)
        if function is None:
            return 'main' if self.is_main(node) else 'import'
        return 'import' if function in self.reached else 'call'

    def outer_name(self, node):
        """The name of the outermost function around the node, which a decorator is known by."""
        name = ''
        for one in self.ancestors(node):
            if isinstance(one, FUNCTIONS):
                name = one.name
        return name

    def outermost(self, node):
        """The outermost function around the node, or the node itself; None outside of functions."""
        found = node if isinstance(node, FUNCTIONS) else None
        for one in self.ancestors(node):
            if isinstance(one, FUNCTIONS):
                found = one
        return found

    def callers(self, node):
        """
        The functions and classes of this file whose call reaches, directly or not, what is around the node; their names.
        A method is called by its own class, and by a function that makes an object of it.
        """
        if not self.calling:
            for function, names in self.names_called.items():
                caller = None if function is None else self.outermost(function)
                if caller is not None:
                    self.outer_calls.setdefault(caller, set()).update(names)
                    for name in names:
                        self.calling.setdefault(name, set()).add(caller)
        todo, seen, found = [self.outermost(node)], set(), set()
        while todo and len(found) < MOST_CALLERS:
            function = todo.pop()
            if function is None or function in seen:
                continue
            seen.add(function)
            self.step()
            owner = self.parent[function]
            owner = owner if isinstance(owner, ast.ClassDef) else None
            is_maker = owner is not None and function.name in ('__init__', '__new__')
            name = owner.name if is_maker else function.name
            if owner is None or is_maker:
                found.add(name)
            callers = self.calling.get(name, ())
            self.step(1 + len(callers))
            todo += [one for one in callers if owner is None or is_maker
                     or self.parent[one] is owner or owner.name in self.outer_calls[one]]
        return sorted(found)

    def add(self, kind, node, **more):
        if len(self.facts) >= MOST:
            return
        fact = {'kind': kind, 'line': node.lineno, 'level': self.level(node), 'function': self.outer_name(node)}
        if fact['level'] == 'call' and kind in REACHED_KINDS:
            fact['callers'] = self.callers(node)
        fact.update(more)
        self.facts.append(fact)
`
