import { EFFECT_NAMES } from './source-words.ts'

/**
 * The Python program that finds what a source does with its asserts, its docstrings and its own text. It runs in a
 * CPython or PyPy from 3.8 on, native or embedded, and only parses: nothing of the source runs.
 *
 * `examine(source)` gives the facts that `SourceFacts` describes. It reports facts, not faults: the policy judges them
 * by how the file ships. For each use it says whether importing the module reaches it (`import`), the module run as a
 * program (`main`), or a call (`call`). A function counts as reached by an import if code at the top of the same file
 * calls it by name, or decorates with it.
 *
 * It is appended to the compiler's program, whose frames it uses; `respond` here replaces the one that compiles.
 */
export const EXAMINER_SCRIPT = String.raw`
import ast, json, re

EFFECT = re.compile(r'(?:${EFFECT_NAMES})\Z')
# Names of functions that raise an exception for None.
CRASH_CALLS = frozenset('dedent cleandoc indent len iter sub subn match search split findall finditer fullmatch fill wrap '
                        'literal_eval loads escape'.split())
SEARCHES = frozenset('search match fullmatch findall finditer'.split())
SOURCE_CALLS = frozenset('getsource getsourcelines findsource getcomments'.split())
LINE_CALLS = frozenset('getline getlines'.split())
SOURCE_ERRORS = frozenset('OSError IOError EnvironmentError Exception BaseException TypeError'.split())
NONE_ERRORS = frozenset('AttributeError TypeError Exception BaseException'.split())
# Functions that compile another function from its source as soon as they get it.
SOURCE_DECORATORS = frozenset('torch.jit.script torch.jit.script_method torch.jit.interface triton.jit triton.runtime.jit.jit '
                              'warp.kernel warp.func'.split())
IMPORTERS = frozenset('import_module __import__ exec_module load_module load_source run_path SourceFileLoader '
                      'spec_from_file_location exec'.split())
LISTERS = frozenset('listdir scandir walk glob iglob rglob iterdir'.split())
READERS = frozenset('open read_text read_bytes exec execfile run_path spec_from_file_location SourceFileLoader load_source '
                    'compile copy copyfile copy2 copytree stat exists isfile getmtime is_file'.split())
JOINERS = frozenset('join joinpath path files with_name Path open read_text read_binary'.split())
# What reads a file of a package: the package, by its name, and the file.
PACKAGE_READERS = frozenset('get_data resource_string resource_stream resource_filename read_text read_binary open_text '
                            'open_binary'.split())
WRITERS = frozenset('write write_text write_bytes writelines'.split())
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MOST = 500
MOST_CALLERS = 50
MOST_IGNORED = 5000
# What opens or lists a file, and what answers that there is none.
FOLDER_READS = frozenset('open listdir scandir iterdir read_text read_bytes copy copyfile copy2 copytree CDLL LoadLibrary stat '
                         'getsize'.split())
FOLDER_ASKS = frozenset('exists isfile isdir is_file is_dir glob iglob rglob walk'.split())
REACHED_KINDS = frozenset('doc-crash doc-refused doc-content source-read source-self module-named file-folder'.split())
# The largest of popular packages takes 230,000 steps. A source that takes more than this is not examined.
MOST_STEPS = 1000000
SCOPES = FUNCTIONS + (ast.Lambda, ast.ClassDef)
RULE = re.compile(r'\s*\w+\s*(?:::=|:)\s')
NAME_ERRORS = frozenset('NameError UnboundLocalError Exception BaseException'.split())
PY_NAME = re.compile(r'[][\w./*?!%{}\\-]*\.py\Z')
KNOWS_BYTECODE = re.compile(r'\.pyc|BYTECODE_SUFFIXES|all_suffixes')
# Places that are not the program's.
OTHER_PLACES = frozenset('expanduser expandvars home getcwd cwd gettempdir mkdtemp TemporaryDirectory'.split())
IGNORE = re.compile(r'#\s*exuvia:\s*ignore\[([\w ,-]*)\][ \t]*(.*)')


def last_name(node):
    while isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ''


def dotted(node):
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else '?')
    return '.'.join(reversed(parts))


def has_doc(node):
    body = node.body
    return bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) \
        and isinstance(body[0].value.value, str)


def names_of(handler):
    kind = handler.type
    if kind is None:
        return {'BaseException'}
    return {last_name(one) for one in (kind.elts if isinstance(kind, ast.Tuple) else [kind])}


class Examiner:
    def __init__(self, tree, text):
        self.tree, self.text = tree, text
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
        self.calling = {}
        self.places = set()
        self.folders = {}
        self.doc_names = set()
        self.definitions = {}
        self.link()

    def link(self):
        """
        Notes each node's parent, whether it is in the parent's body, and the nodes of each type, from the top down. Most
        of the time of an examination is spent here, so it leaves out what has no position: operators and contexts.
        """
        parent, bodies, by_type, found = self.parent, self.bodies, self.by_type, self.nodes
        parent[self.tree] = None
        found.append(self.tree)
        tree_type = ast.AST
        for node in found:
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

    def step(self):
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise ValueError('too large to examine')

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
        return '.'.join(reversed(names))

    def is_main(self, node):
        inside = node
        for one in self.ancestors(node):
            if isinstance(one, ast.If) and self.is_body(inside) and '__main__' in ast.dump(one.test):
                return True
            inside = one
        return False

    def is_typing(self, node):
        return any(isinstance(one, ast.If) and last_name(one.test) == 'TYPE_CHECKING' for one in self.ancestors(node))

    def is_caught(self, node, errors):
        inside = node
        for one in self.ancestors(node):
            if isinstance(one, FUNCTIONS + (ast.Lambda,)) and self.is_body(inside):
                return False
            if isinstance(one, ast.Try) and self.is_body(inside):
                for handler in one.handlers:
                    if names_of(handler) & errors and not (
                            len(handler.body) == 1 and isinstance(handler.body[0], ast.Raise) and handler.body[0].exc is None):
                        return True
            if isinstance(one, ast.With) and any(last_name(item.context_expr) == 'suppress' for item in one.items):
                return True
            inside = one
        return False

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
        has_file = '__file__' in self.text
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
        todo = list(by_function.get(None, ()))
        seen = set(todo)
        self.reached = set()
        for node in self.of_type(*FUNCTIONS):
            owner = self.parent[node]
            # The definition of a class runs these.
            if isinstance(owner, ast.ClassDef) and (node.name == '__init_subclass__' or node.name in ('__new__', '__init__')
                                                    and owner.name in metaclasses):
                self.reached.add(node)
                todo += [one for one in by_function.get(node, ()) if one not in seen]
                seen |= by_function.get(node, set())
        while todo:
            name = todo.pop()
            for function in self.functions.get(name, ()):
                # A method is called with an object that this cannot know.
                if name != '__init__' and isinstance(self.parent[function], ast.ClassDef):
                    continue
                if function in self.reached:
                    continue
                self.reached.add(function)
                names = set(by_function.get(function, ()))
                for one in names - seen:
                    seen.add(one)
                    todo.append(one)

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
        """The name by which code at the top of the file calls what is around the node."""
        outer, owner = None, None
        for one in self.ancestors(node):
            if isinstance(one, FUNCTIONS):
                outer, owner = one, self.parent[one]
        if outer is None or not isinstance(owner, ast.ClassDef):
            return outer.name if outer is not None else ''
        return owner.name if outer.name in ('__init__', '__new__') else ''

    def callers(self, node):
        """The functions of this file that call, directly or not, what is around the node; their names."""
        if not self.calling:
            for function, names in self.names_called.items():
                caller = '' if function is None else self.outermost(function.body[0]) if isinstance(function, FUNCTIONS) else \
                    self.outermost(function)
                for name in names:
                    self.calling.setdefault(name, set()).add(caller)
        todo, found = [self.outermost(node)], set()
        while todo and len(found) < MOST_CALLERS:
            name = todo.pop()
            if name and name not in found:
                found.add(name)
                todo += self.calling.get(name, ())
                self.step()
        return sorted(found)

    def add(self, kind, node, **more):
        if len(self.facts) >= MOST:
            return
        fact = {'kind': kind, 'line': node.lineno, 'level': self.level(node), 'function': self.outer_name(node)}
        if fact['level'] == 'call' and kind in REACHED_KINDS:
            fact['callers'] = self.callers(node)
        fact.update(more)
        self.facts.append(fact)

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
            kinds = {type(one) for one in self.walk(handler)}
            # "assert False" asks whether asserts run.
            decides = alone and ast.Return in kinds and ast.Raise not in kinds and not isinstance(node.test, ast.Constant)
            self.add('assert-caught', node, detail='' if decides else 'other')
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
                for handler in one.handlers:
                    if 'AssertionError' in names_of(handler):
                        return handler
            inside = one
        return None

    # Docstrings

    def is_doc(self, node):
        if isinstance(node, ast.Attribute) and node.attr == '__doc__':
            return True
        if isinstance(node, ast.Name) and node.id == '__doc__':
            return True
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in self.doc_names:
            return True
        if isinstance(node, ast.Call) and last_name(node.func) == 'getdoc' and self.resolve(node.func) in ('inspect.getdoc',):
            return True
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == 'getattr' and \
            len(node.args) in (2, 3) and isinstance(node.args[1], ast.Constant) and node.args[1].value == '__doc__'

    def resolve(self, node):
        name = dotted(node)
        head, _, rest = name.partition('.')
        origin = self.imported.get(head, head)
        return origin + '.' + rest if rest else origin

    def owner(self, node):
        if isinstance(node, ast.Name):
            scope = self.scope_of(node)
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
            if value.id in [one.arg for one in arguments.args + arguments.posonlyargs + arguments.kwonlyargs]:
                return 'parameter ' + ('inner' if self.function_of(outer) else 'outer')
        return None

    def argument_owner(self, value, function):
        """The definition with a docstring that a call while the module is imported gives as this argument."""
        names = [one.arg for one in function.args.posonlyargs + function.args.args]
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

    def owner_by_name(self, node, value):
        """A class or function that this file defines or imports, by its dotted name."""
        name = dotted(value).replace('.__func__', '')
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

    def crash_of(self, node):
        """The operation on this expression that fails if it is None."""
        parent = self.parent[node]
        if isinstance(parent, ast.Attribute):
            return '.' + parent.attr
        if isinstance(parent, ast.Subscript) and parent.value is node:
            return '[]'
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add):
            return '+'
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mod) and parent.left is node:
            return '%'
        if isinstance(parent, ast.AugAssign):
            return '+='
        if isinstance(parent, ast.Compare) and node in parent.comparators and \
                isinstance(parent.ops[parent.comparators.index(node)], (ast.In, ast.NotIn)):
            return 'in'
        if isinstance(parent, (ast.For, ast.comprehension)) and parent.iter is node:
            return 'for'
        if isinstance(parent, ast.Call) and node in parent.args:
            name = last_name(parent.func)
            if name in CRASH_CALLS and not (isinstance(parent.func, ast.Name) and name in ('match', 'split')):
                return name + '()'
        return None

    def examine_doc(self, node, expression=None, alias=None):
        """Classifies one read of a docstring by what is done with it."""
        origin = expression or node
        parent = self.parent[node]
        use = self.crash_of(node)
        if use is None and isinstance(parent, ast.Call) and node in parent.args:
            name, index = last_name(parent.func), parent.args.index(node)
            inside = self.crash_in(name, index) if isinstance(parent.func, ast.Name) else None
            if inside is None:
                self.add('doc-content', node, detail=self.resolve(parent.func), use='argument', owner=self.owner(origin)[0])
                return
            use = inside + ' in ' + name + '()'
        elif use is None and isinstance(parent, ast.keyword):
            call = self.parent[parent]
            self.add('doc-content', node, detail=self.resolve(call.func) if isinstance(call, ast.Call) else '', use=parent.arg or '', owner=self.owner(origin)[0])
            return
        elif use is None and isinstance(parent, ast.Assign) and alias is None and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name) \
                and parent.targets[0].id != '__doc__':
            self.follow(parent.targets[0].id, node)
            return
        if use is None:
            self.examine_pattern(node, origin)
            self.examine_refusal(node, origin)
            return
        owner, had = self.owner(origin)
        if not had or self.is_caught(node, NONE_ERRORS) or self.is_guarded(node):
            return
        self.add('doc-crash', node, detail=use, owner=owner, use='text' if self.needs_text(node, use) else '')

    def needs_text(self, node, use):
        """Whether the operation fails for an empty docstring too."""
        parent = self.parent[node]
        if use == '[]':
            return not isinstance(parent.slice, ast.Slice)
        if use == '%':
            # Formatting an empty text with anything but a mapping is an error.
            right = parent.right
            mapping = isinstance(right, ast.Dict) or isinstance(right, ast.Call) and last_name(right.func) in ('locals', 'globals', 'vars', 'dict')
            return not mapping and not (isinstance(right, ast.Tuple) and not right.elts)
        if not use.startswith('.'):
            return False
        # doc.strip().split('\n')[0]: the last method of the chain, and what takes its result.
        method, arguments = parent, []
        while isinstance(self.parent[method], ast.Call) and self.parent[method].func is method:
            call, arguments, name = self.parent[method], self.parent[method].args, method.attr
            if name in ('index', 'rindex'):
                return True
            parent = self.parent[call]
            if not isinstance(parent, ast.Attribute):
                break
            method = parent
        else:
            return False
        if name not in ('split', 'rsplit', 'splitlines'):
            return isinstance(parent, ast.Subscript) and parent.value is call and name in ('strip', 'lstrip', 'rstrip') \
                and not isinstance(parent.slice, ast.Slice)
        if isinstance(parent, ast.Assign):
            return isinstance(parent.targets[0], (ast.Tuple, ast.List))
        if not isinstance(parent, ast.Subscript) or parent.value is not call or isinstance(parent.slice, ast.Slice):
            return False
        # Only a separator gives one item for an empty text.
        index = parent.slice.value if type(parent.slice).__name__ == 'Index' else parent.slice
        first = isinstance(index, ast.Constant) and index.value == 0 or ast.dump(index) == ast.dump(ast.parse('-1', mode='eval').body)
        return not (first and name != 'splitlines' and arguments)

    def crash_in(self, name, index, depth=0):
        """The operation by which a function of this file fails if that argument is None."""
        functions = self.functions.get(name, ())
        if len(functions) != 1 or depth > 2 or not isinstance(self.parent[functions[0]], ast.Module):
            return None
        arguments = functions[0].args.posonlyargs + functions[0].args.args
        if index >= len(arguments):
            return None
        parameter = arguments[index].arg
        uses = [one for one in self.walk(functions[0]) if isinstance(one, ast.Name) and one.id == parameter]
        if any(self.is_test(one) or self.is_caught(one, NONE_ERRORS) for one in uses):
            return None
        for one in uses:
            if isinstance(one.ctx, ast.Store):
                first = min(uses, key=lambda each: (each.lineno, each.col_offset))
                if first is one:
                    return None
        for one in uses:
            if not isinstance(one.ctx, ast.Load):
                continue
            parent = self.parent[one]
            found = self.crash_of(one)
            if found is None and isinstance(parent, ast.Call) and one in parent.args and isinstance(parent.func, ast.Name):
                found = self.crash_in(parent.func.id, parent.args.index(one), depth + 1)
            if found is not None:
                return found
        return None

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
        found = []
        for one in sorted(names, key=lambda each: (each.lineno, each.col_offset)):
            if one.lineno <= assignment.lineno or self.scope_of(one) is not scope:
                continue
            statement = next(each for each in self.ancestors(one) if isinstance(each, ast.stmt))
            if isinstance(one.ctx, ast.Store):
                known = set(found)
                return found + [each for each in self.walk(statement) if isinstance(each, ast.Name) and each.id == one.id
                                and each not in known and (each is not one or isinstance(statement, ast.AugAssign))]
            if self.parent[assignment] in list(self.ancestors(one)):
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
        return any('__debug__' in ast.dump(one.test)
                   for one in self.ancestors(node) if isinstance(one, (ast.If, ast.IfExp)))

    # Sources

    def examine_call(self, node):
        origin = self.resolve(node.func)
        name = origin.rpartition('.')[2]
        self.examine_folder(node, last_name(node.func))
        if name in SOURCE_CALLS:
            if origin.startswith('inspect.') and not self.is_caught(node, SOURCE_ERRORS):
                argument = node.args[0] if node.args else None
                owner = '' if argument is None else self.parameter_owner(argument, node)
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

    def examine_folder(self, node, name):
        """A call about a file beside the module: a zip has no such file."""
        if name in FOLDER_READS or name in FOLDER_ASKS:
            if self.names_folder(node, self.function_of(node)) and not self.is_caught(node, SOURCE_ERRORS):
                self.add('file-folder', node, detail=name, use='asks' if name in FOLDER_ASKS else '')

    def names_folder(self, node, function):
        """Whether an expression contains __file__, or a variable that was made from it."""
        arguments = {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)} if function is not None else ()
        names = {name for name, functions in self.folders.items() if function in functions or None in functions
                 and name not in arguments} | {'__file__'}
        return any(isinstance(one, ast.Name) and one.id in names for one in self.walk(node))

    def find_folders(self):
        """Variables made from __file__, with the functions in which they are; not those with what a file contains."""
        if '__file__' not in self.text:
            return
        assigned = [one for one in self.of_type(ast.Assign) if isinstance(one.targets[0], ast.Name)]
        for node in sorted(assigned, key=lambda one: one.lineno):
            function = self.function_of(node)
            reads = any(isinstance(one, ast.Call) and last_name(one.func) in FOLDER_READS for one in self.walk(node.value))
            if not reads and self.names_folder(node.value, function):
                self.folders.setdefault(node.targets[0].id, set()).add(function)

    def examine_string(self, node):
        value = node.value
        if not (isinstance(value, str) and len(value) < 200 and PY_NAME.match(value)):
            return
        parent = self.parent[node]
        inner = [parent]
        while isinstance(inner[-1], (ast.Tuple, ast.List, ast.BinOp, ast.Starred, ast.JoinedStr)):
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
                self.add('modules-listed', node, detail=value, own=self.is_beside(outer),
                         use='import' if self.imports_after(node, function) else '')
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
            lines = self.text.split('\n')
            own = lines if function is None else lines[function.lineno - 1:function.end_lineno]
            self.knowing[function] = any(KNOWS_BYTECODE.search(line) for line in own)
        return self.knowing[function]

    def is_beside(self, statement):
        """Whether the statement names a place from that of this module or package."""
        return self.names_folder(statement, self.function_of(statement)) or any(
            isinstance(one, ast.Name) and (one.id == '__package__' or one.id in self.places) for one in self.walk(statement))

    def is_written(self, call):
        """Whether a call opens a file that it makes."""
        mode = call.args[1] if isinstance(call, ast.Call) and last_name(call.func) == 'open' and len(call.args) > 1 else None
        return isinstance(mode, ast.Constant) and isinstance(mode.value, str) and bool(set(mode.value) & set('wax'))

    def imports_after(self, node, function):
        """Whether the function imports modules further down, as a loader of plug-ins does with what it found."""
        return function is not None and any(
            isinstance(one, ast.Call) and one.lineno > node.lineno and self.is_importer(last_name(one.func))
            for one in self.walk(function))

    def is_importer(self, name):
        """Whether a function imports, itself or in a function of this file that it is."""
        functions = self.functions.get(name, ())
        self.steps += len(functions)
        return name in IMPORTERS or any(self.names_called.get(one, set()) & IMPORTERS for one in functions)

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
        """Functions as PLY and SPARK read them: each is a rule, and its docstring is the grammar."""
        rules = [one for name, group in self.functions.items() if name.startswith('p_') for one in group
                 if has_doc(one) and RULE.match(one.body[0].value.value)]
        if len(rules) > 1:
            first = min(rules, key=lambda one: one.lineno)
            self.add('doc-grammar', first, detail=first.name, use='tables' if 'optimize' in self.text else '')

    def candidates(self):
        """The nodes that may be a use."""
        docs = {'__doc__', 'optimize'} | {name for _, name in self.doc_names}
        for node in self.of_type(ast.Assert, ast.Call, *FUNCTIONS, ast.ClassDef, ast.If):
            yield node
        for node in self.of_type(ast.Name):
            if node.id in ('__doc__', '__debug__'):
                yield node
        for node in self.of_type(ast.Attribute):
            if node.attr in docs:
                yield node
        for node in self.of_type(ast.Constant):
            if isinstance(node.value, str) and node.value.endswith('.py'):
                yield node

    def examine(self):
        self.scan()
        self.examine_grammar()
        self.find_folders()
        for node in sorted(self.candidates(), key=lambda one: (one.lineno, one.col_offset)):
            if len(self.facts) >= MOST:
                break
            if isinstance(node, ast.Assert):
                self.examine_assert(node)
            elif self.is_doc(node):
                if isinstance(getattr(node, 'ctx', None), ast.Store):
                    if isinstance(self.parent[node], ast.AugAssign):
                        self.examine_doc(node)
                elif not isinstance(getattr(node, 'ctx', None), ast.Del):
                    self.examine_doc(node)
            if isinstance(node, ast.Call):
                self.examine_call(node)
            elif isinstance(node, FUNCTIONS + (ast.ClassDef,)):
                for one in node.decorator_list:
                    if not isinstance(one, ast.Call) and self.resolve(one) in SOURCE_DECORATORS:
                        self.add('source-decorator', one, detail=self.resolve(one))
            elif isinstance(node, ast.If):
                self.examine_debug(node)
            elif isinstance(node, ast.Constant):
                self.examine_string(node)
            elif isinstance(node, ast.Name) and node.id == '__debug__':
                self.add('debug-read', node, detail='__debug__')
            elif isinstance(node, ast.Attribute) and node.attr == 'optimize' and dotted(node) == 'sys.flags.optimize':
                self.add('debug-read', node, detail='sys.flags.optimize')
        return self.facts


def examine(source):
    text = source.decode('utf-8', 'replace')
    facts = Examiner(ast.parse(source), text).examine()
    ignored = []
    for number, line in enumerate(text.split('\n'), 1):
        found = IGNORE.search(line) if 'exuvia' in line else None
        if found is not None:
            codes = [one.strip() for one in found.group(1).split(',')]
            if len(ignored) >= MOST_IGNORED:
                raise ValueError('too large to examine')
            ignored.append({'line': number, 'codes': codes, 'reason': found.group(2).strip()})
    return {'uses': facts, 'ignored': ignored}

def respond(filename, optimize, wanted, source):
    try:
        facts = examine(source)
    except Exception:
        facts = None
    gc.collect()
    return 1, json.dumps(facts).encode('utf-8')


gc.enable()
# What exists so far stays, so no collection needs to look at it: that takes 4 ms for each source. PyPy has no freeze.
getattr(gc, 'freeze', gc.collect)()
`
