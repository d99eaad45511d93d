/** The walk over all uses of a module, and the answer to a request. A part of `EXAMINER_SCRIPT`, in Python. */
export const RUN = String.raw`
    def candidates(self):
        """The nodes that may be a use."""
        docs = {'__doc__', 'optimize', 'SOURCE_SUFFIXES'} | {name for _, name in self.doc_names}
        for node in self.of_type(ast.Assert, ast.Call, *FUNCTIONS, ast.ClassDef, ast.If):
            yield node
        for node in self.of_type(ast.Name):
            if node.id in ('__doc__', '__debug__', 'SOURCE_SUFFIXES'):
                yield node
        for node in self.of_type(ast.Attribute):
            if node.attr in docs:
                yield node
        for node in self.of_type(ast.Subscript) if self.mentions('[\'__doc__\']') or self.mentions('["__doc__"]') else ():
            if self.is_doc_of_namespace(node):
                yield node
        for node in self.of_type(ast.Constant):
            if isinstance(node.value, str) and node.value.endswith('.py'):
                yield node

    def examine(self):
        self.scan()
        self.examine_grammar()
        self.examine_readers()
        self.examine_guards()
        self.examine_help()
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
                self.examine_debug_switch(node)
            elif isinstance(node, (ast.Attribute, ast.Name)) and last_name(node) == 'SOURCE_SUFFIXES' and self.function_of(node) is None:
                self.examine_suffixes(node)
            elif isinstance(node, ast.Attribute) and node.attr == 'optimize' and dotted(node) == 'sys.flags.optimize':
                self.add('debug-read', node, detail='sys.flags.optimize')
        return sorted(self.facts, key=lambda one: one['line'])


def examine(source):
    text = source.decode('utf-8', 'replace')
    examiner = Examiner(ast.parse(source), text)
    facts = examiner.examine()
    ignored = []
    for number, line in enumerate(examiner.lines, 1):
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
getattr(gc, 'freeze', gc.collect)()`
