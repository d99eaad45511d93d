import { DOCSTRING_READERS } from '@exuvia/model'

/** Docstrings that a library reads. A part of `EXAMINER_SCRIPT`, in Python. */
export const READ_BY_LIBRARIES = String.raw`
    def examine_readers(self):
        """The first function or class, for each library that this file imports, whose docstring the library reads."""
        roots = {origin.split('.')[0] for origin in self.imported.values()}
        for name, reader in DOCSTRING_READERS.items():
            if roots.isdisjoint(reader['modules']):
                continue
            found = [one for one in self.read_by(reader) if has_doc(one)]
            if found:
                first = min(found, key=lambda one: one.lineno)
                self.add('doc-shown', first, detail=name, use=first.name)

    def examine_help(self):
        """Functions that read a docstring and give a parser a help text that is no constant."""
        if not self.mentions('__doc__'):
            return
        # Most modules have no such call, so no function of theirs is walked.
        calls = {one for one in self.of_type(ast.Call) if last_name(one.func) in PARSERS and any(
            keyword.arg in HELP and not isinstance(keyword.value, ast.Constant) for keyword in one.keywords)}
        around = {one for call in calls for one in self.ancestors(call) if isinstance(one, FUNCTIONS)}
        for function in self.of_type(*FUNCTIONS):
            if function not in around:
                continue
            inside = list(self.walk(function))
            given = [one for one in inside if one in calls]
            docs = [one for part in [inside] + [self.walk(each) for each in self.makers_of_help(inside, given)] for one in part
                    if self.is_doc(one) and not isinstance(getattr(one, 'ctx', None), ast.Store)]
            if docs and self.place_of(docs[0]) is not None:
                first = given[0]
                self.add('doc-content', docs[0], detail=last_name(first.func), use='help', owner=self.owner(docs[0])[0])

    def makers_of_help(self, inside, calls):
        """The functions of this file whose result a function gives a parser as its help text."""
        names = {one.id for call in calls for keyword in call.keywords if keyword.arg in HELP
                 for one in self.walk(keyword.value) if isinstance(one, ast.Name)}
        for node in inside:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and any(
                    isinstance(one, ast.Name) and one.id in names for target in node.targets for one in self.walk(target)):
                made = self.functions.get(last_name(node.value), ())
                if len(made) == 1:
                    yield made[0]

    def read_by(self, reader):
        """The functions and classes that a library gets."""
        for node in self.of_type(*FUNCTIONS):
            if any(self.is_of(one, reader, 'decorators') and not self.is_given(one, reader) for one in node.decorator_list):
                yield node
        for node in self.of_type(ast.ClassDef):
            if not any(self.is_of(one, reader, 'bases') for one in node.bases):
                continue
            if 'methods' in reader:
                for one in node.body:
                    if isinstance(one, FUNCTIONS) and one.name.startswith(reader['methods']):
                        yield one
            elif not any(isinstance(target, ast.Name) and target.id in reader.get('unless', ())
                         for one in node.body if isinstance(one, ast.Assign) for target in one.targets):
                yield node
        for node in self.of_type(ast.Call) if 'calls' in reader else ():
            if self.is_of(node, reader, 'calls') and self.resolve(node.func).split('.')[0] in reader['modules']:
                names = {inner.id for one in node.args for inner in self.walk(one) if isinstance(inner, ast.Name)}
                self.step(len(self.tree.body))
                for one in self.tree.body:
                    if isinstance(one, FUNCTIONS + (ast.ClassDef,)) and (one.name in names or not node.args):
                        yield one

    def is_of(self, node, reader, which):
        """Whether an expression names something of a library: what is imported from elsewhere is not of it."""
        function = node.func if isinstance(node, ast.Call) else node
        if last_name(function) not in reader.get(which, ()):
            return False
        return isinstance(function, ast.Attribute) or self.resolve(function).split('.')[0] in reader['modules']

    def is_shown(self, node):
        """Whether a person reads what is made of a docstring: it is printed, or becomes the help of a parser."""
        statement = self.place_of(node)
        if statement is None:
            return True
        name = self.assigned_by(statement)
        if name is None:
            return False
        scope = self.scope_of(statement)
        return any(self.place_of(one) is None for one in self.walk(scope if scope is not None else self.tree)
                   if isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Load))

    def assigned_by(self, statement):
        """The name of the one variable that a statement assigns; None for any other statement."""
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
            return statement.targets[0].id
        return None

    def place_of(self, node):
        """The statement around an expression; None if the expression is in an argument of what shows it, or is a help text."""
        for one in self.ancestors(node):
            if isinstance(one, ast.keyword) and one.arg in HELP:
                return None
            if isinstance(one, ast.Call) and last_name(one.func) in SHOW_CALLS:
                return None
            if isinstance(one, ast.stmt):
                return one

    def is_given(self, decorator, reader):
        return isinstance(decorator, ast.Call) and any(one.arg in reader.get('unless', ()) for one in decorator.keywords)
`

/** The table that the script reads, as JSON is Python too without true, false and null. */
export const READERS_TABLE = `
DOCSTRING_READERS = ${JSON.stringify(
  Object.fromEntries(
    Object.entries(DOCSTRING_READERS).map(([name, { takes: _takes, isRequired: _isRequired, ...reader }]) => [
      name,
      reader,
    ]),
  ),
)}
`
