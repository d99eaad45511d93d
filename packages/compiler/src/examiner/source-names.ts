/** Names of `.py` files, and what is done with them. A part of `EXAMINER_SCRIPT`, in Python. */
export const SOURCE_NAMES = String.raw`
    def examine_string(self, node):
        value = node.value
        if not (isinstance(value, str) and len(value) < 200 and PY_NAME.match(value)):
            return
        parent = self.parent[node]
        inner = [parent]
        while isinstance(inner[-1], (ast.Tuple, ast.List, ast.BinOp, ast.Starred, ast.JoinedStr)):
            self.step()
            inner.append(self.parent[inner[-1]])
        call = inner[-1]
        if isinstance(call, ast.keyword):
            call = self.parent[call]
        name = last_name(call.func) if isinstance(call, ast.Call) else ''
        function = self.function_of(node)
        if function not in self.around_calls:
            self.around_calls[function] = {last_name(one.func) for one in self.run_with(function) if isinstance(one, ast.Call)}
        around = self.around_calls[function]
        if value in ('.py', '*.py', '**/*.py') or '*' in value:
            is_suffix = name in ('endswith', 'glob', 'rglob', 'iglob', 'fnmatch', 'filter', 'suffix') or isinstance(parent, ast.Compare)
            is_suffix = is_suffix or any(isinstance(one, ast.Call) and last_name(one.func) in LISTERS for one in self.ancestors(node))
            if is_suffix and (name in LISTERS or around & LISTERS) and not self.knows_bytecode(function):
                outer = next((one for one in self.ancestors(node) if isinstance(one, ast.stmt)), node)
                own = self.is_beside(outer) or self.loops_beside(node) or self.lists_for_own(function)
                self.add('modules-listed', node, detail=value, own=own and not self.is_for_main(function),
                         use='' if not self.imports_after(node, function) else 'package' if self.lists_package(function) else 'import')
            return
        if isinstance(parent, ast.Compare) or value.startswith('.') or self.is_written(call):
            return
        joined = '/' in value or any(isinstance(one, ast.BinOp) for one in inner)
        if isinstance(call, ast.Call) or joined:
            reads = sorted(around & READERS)
            outer = next((one for one in self.ancestors(node) if isinstance(one, ast.stmt)), node)
            if any(last_name(one.func) in OTHER_PLACES for one in self.walk(outer) if isinstance(one, ast.Call)):
                return
            # What writes the file makes it.
            divided = any(isinstance(one, ast.BinOp) and isinstance(one.op, ast.Div) for one in inner)
            package = call.args[0] if name in PACKAGE_READERS and call.args else None
            if isinstance(package, ast.Constant) and isinstance(package.value, str) and package is not node:
                value = package.value.replace('.', '/') + '/' + value
            else:
                package = None
            own = package is not None or (divided or name in JOINERS) and self.is_beside(outer) and not around & WRITERS
            if own and self.is_only_compared(outer):
                return
            self.add('module-named', node, detail=value, reads=reads, use=name, own=own,
                     caught=self.is_caught(node, SOURCE_ERRORS))

    def is_for_main(self, function):
        """Whether only the block for __main__ calls a function: its authors run such a tool, on their sources."""
        if function is None or not isinstance(self.parent[function], ast.Module):
            return False
        self.step(len(self.by_type.get(ast.Call, ())))
        calls = [one for one in self.of_type(ast.Call) if isinstance(one.func, ast.Name) and one.func.id == function.name]
        return bool(calls) and all(self.function_of(one) is None and self.is_main(one) for one in calls)

    def is_only_compared(self, statement):
        """
        Whether the statement names a path that this module compares and uses for nothing else, as with co_filename, or
        gives an object the name of a file.
        """
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Attribute):
            return statement.targets[0].attr == '__file__'
        if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name)):
            return False
        name = statement.targets[0].id
        names = self.by_type[ast.Name]
        self.steps += len(names)
        self.step()
        loads = [one for one in names if one.id == name and isinstance(one.ctx, ast.Load)]
        return len(loads) > 0 and all(self.is_compared(one) for one in loads)

    def is_compared(self, node):
        parent = self.parent[node]
        while isinstance(parent, (ast.Tuple, ast.List, ast.Set)):
            parent = self.parent[parent]
        return isinstance(parent, ast.Compare)

    def knows_bytecode(self, function):
        """Whether a function, or what runs outside of functions, also looks for compiled modules."""
        if function not in self.knowing:
            own = self.lines if function is None else self.lines[function.lineno - 1:function.end_lineno]
            self.knowing[function] = any(KNOWS_BYTECODE.search(line) for line in own)
            self.step(sum(map(len, own)) // 100)
        return self.knowing[function]

    def is_beside(self, statement):
        """Whether the statement names a place from that of this module or package."""
        return self.names_folder(statement, self.function_of(statement)) or any(
            isinstance(one, ast.Name) and (one.id == '__package__' or one.id in self.places)
            or isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in self.folder_functions
            for one in self.walk(statement))

    def loops_beside(self, node):
        """Whether a loop around the node goes over a folder of this module's, or one that another module names."""
        for one in self.ancestors(node):
            if isinstance(one, FUNCTIONS):
                return False
            if isinstance(one, ast.For) and isinstance(one.iter, ast.Call) and last_name(one.iter) in LISTERS:
                folder = one.iter.args[0] if one.iter.args else one.iter.func
                if self.names_folder(folder, self.function_of(node)) or isinstance(folder, ast.Name) and folder.id in self.imported:
                    return True
        return False

    def lists_for_own(self, function):
        """Whether a function lists a folder that it is given, and this file gives it one beside the module."""
        if function is None or not self.folders and not self.mentions('__file__') or len(self.functions.get(function.name, ())) != 1:
            return False
        given = {one.arg for one in function.args.args}
        self.step(len(self.by_type.get(ast.Call, ())))
        if not any(isinstance(one, ast.Call) and last_name(one.func) in LISTERS and any(
                isinstance(each, ast.Name) and each.id in given for each in one.args) for one in self.walk(function)):
            return False
        return any(last_name(one.func) == function.name and any(
            self.names_folder(each, self.function_of(one)) for each in one.args) for one in self.of_type(ast.Call))

    def lists_package(self, function):
        """Whether a function lists the folder of a module that it has: dirname(module.__file__), module.__path__."""
        if function is None or not self.mentions('.__file__') and not self.mentions('.__path__'):
            return False
        made = set()
        for one in self.walk(function):
            if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and self.has_place(one.value):
                made.add(one.targets[0].id)
        return any(isinstance(one, ast.Call) and last_name(one.func) in LISTERS and (self.has_place(one) or any(
            isinstance(inner, ast.Name) and inner.id in made for inner in self.walk(one))) for one in self.walk(function))

    def has_place(self, node):
        return any(isinstance(one, ast.Attribute) and one.attr in ('__file__', '__path__') for one in self.walk(node))

    def examine_suffixes(self, node):
        """A finder of modules with source alone: FileFinder(folder, (SourceFileLoader, SOURCE_SUFFIXES))."""
        if self.mentions('FileFinder') and not self.knows_bytecode(None):
            self.add('modules-listed', node, detail='SOURCE_SUFFIXES', own=False, use='import')

    def is_written(self, call):
        """Whether a call opens a file that it makes."""
        mode = call.args[1] if isinstance(call, ast.Call) and last_name(call.func) == 'open' and len(call.args) > 1 else None
        return isinstance(mode, ast.Constant) and isinstance(mode.value, str) and bool(set(mode.value) & set('wax'))

    def imports_after(self, node, function):
        """Whether the function imports modules further down, as a loader of plug-ins does with what it found."""
        if function is None:
            return False
        inside = list(self.walk(function))
        # What goes on the path is a folder of the user's: a package is imported by its name.
        if any(isinstance(one, ast.Call) and dotted(one.func) in ('sys.path.insert', 'sys.path.append') for one in inside):
            return False
        return any(isinstance(one, ast.Call) and one.lineno > node.lineno and self.is_importer(last_name(one.func))
                   for one in inside)

    def is_importer(self, name):
        """Whether a function imports, itself or in a function of this file that it is."""
        functions = self.functions.get(name, ())
        self.steps += len(functions)
        return name in IMPORTERS or any(self.names_called.get(one, set()) & IMPORTERS for one in functions)
`
