/** The class that examines one module, and how its methods walk the syntax tree. A part of `EXAMINER_SCRIPT`, in Python. */
export const NODES = String.raw`
class Examiner:
    def __init__(self, tree, text):
        self.tree, self.text = tree, text
        self.lines = text.split('\n')
        self.parent, self.bodies, self.by_type, self.nodes = {}, set(), {}, []
        self.at_import = None
        self.following, self.knowing = {}, {}
        self.facts = []
        self.steps = 0
        self.functions = {}
        self.called = set()
        self.import_calls = {}
        self.imported = {}
        self.assigned_docs = {}
        self.wrapped = {}
        self.given_docs = set()
        self.guards = {}
        self.around_calls = {}
        self.calling, self.outer_calls = {}, {}
        self.places = set()
        self.folders = {}
        self.folder_functions = set()
        self.doc_names = set()
        self.definitions = {}
        self.caught_by = {}
        self.mentioned = {}
        self.main_tests = {}
        self.link()

    def link(self):
        """
        Notes each node's parent, whether it is in the parent's body, and the nodes of each type, from the top down. Most
        of the time of an examination is spent here, so it leaves out what has no position: operators and contexts.
        The list grows by one level of the tree after the other.
        """
        parent, bodies, by_type, found = self.parent, self.bodies, self.by_type, self.nodes
        parent[self.tree] = None
        found.append(self.tree)
        tree_type = ast.AST
        depth, level_end = 0, 1
        for index, node in enumerate(found):
            if index == level_end:
                depth, level_end = depth + 1, len(found)
                if depth > MOST_DEPTH:
                    raise ValueError('too deep to examine')
            kind = type(node)
            if kind in by_type:
                by_type[kind].append(node)
            else:
                by_type[kind] = [node]
            for name in node._fields:
                value = getattr(node, name, None)
                if type(value) is list:
                    for one in value:
                        if isinstance(one, tree_type) and (one._fields or isinstance(one, ast.stmt)):
                            parent[one] = node
                            found.append(one)
                            if name == 'body':
                                bodies.add(one)
                elif isinstance(value, tree_type) and value._fields:
                    parent[value] = node
                    found.append(value)
                    if name == 'body':
                        bodies.add(value)

    def of_type(self, *types):
        return [one for kind in types for one in self.by_type.get(kind, ())]

    def is_body(self, inside):
        """Whether the parent runs this node as one of its own statements, not as a decorator, default or test."""
        return inside in self.bodies

    def after(self, statement):
        """The statement after this one; None at the end of a block."""
        parent = self.parent[statement]
        if parent not in self.following:
            blocks = [value for _, value in ast.iter_fields(parent) if isinstance(value, list)]
            self.following[parent] = {one: after for block in blocks for one, after in zip(block, block[1:])
                                      if isinstance(one, ast.stmt)}
        return self.following[parent].get(statement)

    def step(self, size=1):
        """Counts work that grows with the source: each loop over something of any length counts here."""
        self.steps += size
        if self.steps > MOST_STEPS:
            raise ValueError('too large to examine')

    def mentions(self, word):
        """Whether the text of the source contains a word."""
        if word not in self.mentioned:
            self.mentioned[word] = word in self.text
        return self.mentioned[word]

    def walk(self, node):
        for one in ast.walk(node):
            self.step()
            yield one

    def ancestors(self, node):
        while True:
            self.step()
            node = self.parent[node]
            if node is None:
                return
            yield node

    def function_of(self, node):
        """The innermost function that runs this node later; None at import level."""
        inside = node
        for one in self.ancestors(node):
            if isinstance(one, FUNCTIONS + (ast.Lambda,)):
                if self.is_body(inside):
                    return one
            inside = one
        return None

    def run_with(self, function):
        """The nodes in a function; without one, those that the import of the module runs."""
        if function is not None:
            return self.walk(function)
        if self.at_import is None:
            self.at_import = [one for one in self.nodes if self.function_of(one) is None]
        return self.at_import

    def qualified(self, node):
        names = [node.name]
        for one in self.ancestors(node):
            if isinstance(one, FUNCTIONS + (ast.ClassDef,)):
                names.append(one.name)
        name = '.'.join(reversed(names))
        self.step(len(name) // 20)
        return name

    def is_main(self, node):
        inside = node
        for one in self.ancestors(node):
            if isinstance(one, ast.If) and self.is_body(inside) and self.names_main(one):
                return True
            inside = one
        return False

    def names_main(self, node):
        if node not in self.main_tests:
            self.main_tests[node] = any(isinstance(one, ast.Constant) and one.value == '__main__' for one in self.walk(node.test))
        return self.main_tests[node]

    def handlers_of(self, node):
        """The handlers of a try, and the names of the exceptions that each takes."""
        for handler in node.handlers:
            self.step()
            if handler not in self.caught_by:
                self.caught_by[handler] = names_of(handler)
            yield handler, self.caught_by[handler]

    def is_typing(self, node):
        return any(isinstance(one, ast.If) and last_name(one.test) == 'TYPE_CHECKING' for one in self.ancestors(node))

    def is_caught(self, node, errors):
        inside = node
        for one in self.ancestors(node):
            if isinstance(one, FUNCTIONS + (ast.Lambda,)) and self.is_body(inside):
                return False
            if isinstance(one, ast.Try) and self.is_body(inside):
                for handler, names in self.handlers_of(one):
                    if names & errors and not (
                            len(handler.body) == 1 and isinstance(handler.body[0], ast.Raise) and handler.body[0].exc is None):
                        return True
            if isinstance(one, ast.With):
                self.step(len(one.items))
                if any(last_name(item.context_expr) == 'suppress' for item in one.items):
                    return True
            inside = one
        return False
`
