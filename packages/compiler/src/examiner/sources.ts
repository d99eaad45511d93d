/** Calls that read sources, and files beside the module. A part of `EXAMINER_SCRIPT`, in Python. */
export const SOURCES = String.raw`
    # Sources

    def examine_call(self, node):
        origin = self.resolve(node.func)
        name = origin.rpartition('.')[2]
        self.examine_folder(node, last_name(node.func))
        if name in SOURCE_CALLS:
            if origin.startswith('inspect.') and not self.is_caught(node, SOURCE_ERRORS):
                argument = node.args[0] if node.args else next((one.value for one in node.keywords if one.arg == 'object'), None)
                owner = '' if argument is None else self.source_of_parameter(argument, node)
                if owner is None:
                    owner, _ = self.owner_by_name(node, argument)
                self.add('source-read', node, detail='inspect.' + name, owner=owner)
        elif name in LINE_CALLS:
            if origin.startswith('linecache.'):
                self.add('source-lines', node, detail='linecache.' + name)
        elif name in ('jit', 'njit', 'vectorize', 'guvectorize') and 'numba' in origin:
            if any(one.arg == 'cache' and isinstance(one.value, ast.Constant) and one.value.value is True
                   for one in node.keywords):
                self.add('source-decorator', node, detail='numba cache=True')
        elif origin in SOURCE_DECORATORS:
            self.add('source-decorator', node, detail=origin)
        elif name == 'open' and node.args and isinstance(node.args[0], ast.Name) and node.args[0].id == '__file__':
            if not self.is_caught(node, SOURCE_ERRORS):
                self.add('source-self', node, detail='open(__file__)')

    def source_of_parameter(self, value, node):
        """The function whose parameter an expression is, or is made from: sys.modules[f.__module__], unwrap(f)."""
        function = self.function_of(node)
        names = [one for one in self.walk(value) if isinstance(one, ast.Name)]
        wanted = {one.id for one in names}
        made = [one.value for one in self.walk(function) if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
                and one.targets[0].id in wanted] if function is not None else []
        for one in names + [inner for each in made for inner in self.walk(each) if isinstance(inner, ast.Name)]:
            owner = None if one.id in ('self', 'cls') else self.parameter_owner(one, node)
            if owner is not None:
                return owner
        return None

    def examine_folder(self, node, name):
        """A call about a file beside the module: a zip has no such file."""
        if name in FOLDER_READS or name in FOLDER_ASKS:
            if self.names_folder(node, self.function_of(node)) and not self.is_caught(node, SOURCE_ERRORS):
                self.add('file-folder', node, detail=name, use='asks' if name in FOLDER_ASKS else '')

    def names_folder(self, node, function):
        """Whether an expression contains __file__, or a variable that was made from it."""
        self.step(len(self.folders))
        arguments = {one.arg for one in self.walk(function.args) if isinstance(one, ast.arg)} if function is not None else ()
        names = {name for name, functions in self.folders.items() if function in functions or None in functions
                 and name not in arguments} | {'__file__'}
        return any(isinstance(one, ast.Name) and one.id in names for one in self.walk(node))

    def find_folders(self):
        """Variables made from __file__, with the functions in which they are; not those with what a file contains."""
        if not self.mentions('__file__'):
            return
        assigned = [one for one in self.of_type(ast.Assign) if isinstance(one.targets[0], ast.Name)]
        for node in sorted(assigned, key=lambda one: one.lineno):
            function = self.function_of(node)
            reads = any(isinstance(one, ast.Call) and last_name(one.func) in FOLDER_READS for one in self.walk(node.value))
            if not reads and self.names_folder(node.value, function):
                self.folders.setdefault(node.targets[0].id, set()).add(function)
        for node in self.of_type(ast.Return, ast.Yield):
            function = self.function_of(node)
            if node.value is not None and isinstance(function, FUNCTIONS) and isinstance(self.parent[function], ast.Module) \
                    and self.names_folder(node.value, function):
                self.folder_functions.add(function.name)
`
