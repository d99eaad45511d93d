/**
 * The Python program that compiles, for CPython 2.7 and 3.6 to 3.15 and PyPy, native or embedded.
 * It is text rather than a file, so that a single-file bundle includes it.
 *
 * `greet(answers)` says which Python it is, and `answer_next(requests, answers)` answers one
 * request; both work on binary streams of the frames that frames.ts describes. `serve()` does so on stdin
 * and stdout until stdin ends.
 *
 * It follows `py_compile.compile`, so it writes the same bytes:
 * - `compile()` gets the source's bytes, `dont_inherit` and `optimize`, as
 *   `SourceLoader.source_to_code` does; on 2.7 the level is the interpreter's own `-O`.
 * - Up to 3.14 the code object has a second reference while it is marshalled, as inside
 *   `_code_to_hash_pyc`. From 3.15 on it has one. Marshal omits the mark `FLAG_REF` from a value
 *   with one reference.
 *
 * Docstrings alone, without asserts, have no level. So they change in the syntax tree, as CPython 3.14 itself removes
 * them at level 2; `compile()` of a tree gives the code object that its source gives. The tree comes from
 * `compile()` too, because the module ast imports others.
 *
 * Earlier sources must not affect later ones:
 * - Before 3.11 that mark depends on all other objects of the interpreter (cpython 78274). So
 *   every part of the code gets a second reference. The script interns all one-character
 *   strings at the start, because the interpreter shares them.
 * - From 3.11 the bytes are those of a fresh interpreter. On 3.12 an interned string stays
 *   interned until the interpreter ends, so earlier sources can change the bytes: a set
 *   of such strings, or a class's qualified name, is written twice, but a fresh interpreter
 *   writes it once (cpython 73894). The script returns a source that shows signs of this, and a
 *   fresh interpreter compiles it.
 * - A one-character string stays interned if a name like \`\u00e4\` interned it. Such a
 *   source is the last that this interpreter compiles.
 */
export const WORKER_SCRIPT = String.raw`
import sys
import gc, marshal, struct

PY2 = sys.version_info[0] == 2
CPYTHON = 'PyPy' not in sys.version
ONLY_AST = 0x400
HOLD_PARTS = CPYTHON and (3, 4) <= sys.version_info[:2] < (3, 11)
ONE_REFERENCE = CPYTHON and sys.version_info >= (3, 15)
MUST_SETTLE = CPYTHON and sys.version_info[:2] == (3, 12)
PARTS = ('co_code', 'co_consts', 'co_names', 'co_varnames', 'co_freevars', 'co_cellvars',
         'co_filename', 'co_name', 'co_linetable' if sys.version_info[:2] == (3, 10) else 'co_lnotab')

SHARED = None
if CPYTHON and (3, 0) <= sys.version_info < (3, 11):
    INTERNED = [sys.intern(chr(number)) for number in range(256)]
elif CPYTHON and not PY2:
    # Letters and digits are left out: as constants they are interned in any case.
    SHARED = tuple(one for one in map(chr, range(256)) if one != '_' and not (one < '\x80' and one.isalnum()))
    SHARED_TWICE = list(SHARED)
    SHARED_AT_START = marshal.dumps(SHARED)

# The collector finds nothing to free in compiling, and costs a tenth of the time.
gc.disable()

try:
    from _frozen_importlib_external import MAGIC_NUMBER
except ImportError:
    if PY2:
        import imp
        MAGIC_NUMBER = imp.get_magic()
    else:
        from importlib.util import MAGIC_NUMBER


def compile_source(source, filename, optimize, flags=0):
    if PY2:
        return compile(source, filename, 'exec', flags, True)
    return compile(source, filename, 'exec', flags, True, optimize)


# What a request asks for docstrings.
AS_LEVEL, EMPTY, STRIP = 0, 1, 2
# Only these fields hold lists of statements.
BLOCKS = ('body', 'orelse', 'finalbody', 'handlers', 'cases')


def docstring_in(body):
    # The constant that is the docstring of a body, and the field with its text.
    value = getattr(body[0], 'value', None) if body and type(body[0]).__name__ == 'Expr' else None
    kind = type(value).__name__
    if kind == 'Constant' and type(value.value) is str:
        return value, 'value'
    return (value, 's') if kind == 'Str' else None


def without_docstring(body):
    # A string behind the docstring would take its place.
    first = body[0]
    count = 0
    while docstring_in(body[count:count + 1]):
        count += 1
    rest = body[count:]
    if not rest:
        import _ast
        place = {'lineno': first.lineno, 'col_offset': first.col_offset}
        if 'end_lineno' in first._attributes:
            place.update(end_lineno=first.lineno, end_col_offset=first.col_offset + 4)
        rest = [_ast.Pass(**place)]
    return rest


def change_docstrings(tree, wanted):
    todo = [tree]
    while todo:
        node = todo.pop()
        if type(node).__name__ in ('Module', 'ClassDef', 'FunctionDef', 'AsyncFunctionDef'):
            found = docstring_in(node.body)
            if found and wanted == EMPTY:
                constant, field = found
                setattr(constant, field, type(getattr(constant, field))())
            elif found:
                node.body = without_docstring(node.body)
        for name in BLOCKS:
            block = getattr(node, name, None)
            if isinstance(block, list):
                todo.extend(block)


def compile_changed(source, filename, optimize, wanted):
    # Trees go through Python's own limit of recursion, which is lower than the compiler's.
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit * 3)
    try:
        tree = compile_source(source, filename, optimize, ONLY_AST)
        change_docstrings(tree, wanted)
        return compile_source(tree, filename, optimize)
    except Exception:
        sys.setrecursionlimit(limit)
        # A syntax error is reported as at any level.
        compile_source(source, filename, optimize)
        raise
    finally:
        sys.setrecursionlimit(limit)


def parts_of(code):
    held = []
    codes = [code]
    while codes:
        current = codes.pop()
        todo = [getattr(current, name) for name in PARTS]
        while todo:
            part = todo.pop()
            held.append(part)
            if isinstance(part, (tuple, frozenset)):
                todo.extend(part)
            elif isinstance(part, type(code)):
                codes.append(part)
    return held


def codes_of(code):
    yield code
    for const in code.co_consts:
        if isinstance(const, type(code)):
            for inner in codes_of(const):
                yield inner


def is_settled(code):
    sets, qualnames, names = {}, set(), None
    for part in codes_of(code):
        for const in part.co_consts:
            if isinstance(const, frozenset):
                # Equal sets are one constant in the whole file, unless an item's string was
                # interned before, as the parser does with every name.
                key = frozenset([marshal.dumps(item, 2) for item in const])
                if sets.setdefault(key, const) is const:
                    continue
                if names is None:
                    names = set(name for inner in codes_of(code) for name in
                                inner.co_names + inner.co_varnames + inner.co_freevars + inner.co_cellvars)
                if names.isdisjoint(const):
                    return False
            elif isinstance(const, str) and const == part.co_qualname:
                # The first class of a qualified name shares it with its code.
                if const is not part.co_qualname and const not in qualnames:
                    return False
        qualnames.add(part.co_qualname)
    return True


def dump(code):
    held = () if ONE_REFERENCE else (code, parts_of(code) if HOLD_PARTS else None)
    return marshal.dumps(code)


def is_spoilt():
    return SHARED is not None and marshal.dumps(SHARED) != SHARED_AT_START


def text(value):
    if value is None:
        return b''
    if isinstance(value, bytes):
        return value.replace(b'\0', b'?')
    if not isinstance(value, type(u'')):
        value = str(value)
        if isinstance(value, bytes):
            return value.replace(b'\0', b'?')
    return value.replace(u'\0', u'?').encode('utf-8', 'backslashreplace')


def describe(error, filename, source):
    if not isinstance(error, SyntaxError):
        fields = (u'other', type(error).__name__, error, None, None, None)
    else:
        # Columns are counted otherwise by the parser than by the compiler behind it.
        try:
            compile_source(source, filename, 0, ONLY_AST)
            stage = u'compiler'
        except SyntaxError:
            stage = u'fstring' if error.filename == '<fstring>' else u'parser'
        except Exception:
            stage = u'parser'
        fields = (stage, type(error).__name__, error.msg, error.lineno, error.offset, error.text)
    return b'\0'.join([text(field) for field in fields])


fresh = True


def respond(filename, optimize, wanted, source):
    global fresh
    was_fresh, fresh = fresh, False
    if not PY2 and isinstance(filename, bytes):
        filename = filename.decode('utf-8')
    try:
        if wanted != AS_LEVEL:
            return 1, marshal.dumps(compile_changed(source, filename, optimize, wanted))
        code = compile_source(source, filename, optimize)
        if MUST_SETTLE and not was_fresh and not is_settled(code):
            return 4, b''
        answer = dump(code)
        return (3 if is_spoilt() else 1), answer
    except Exception as error:
        answer = describe(error, filename, source)
    gc.collect()
    return 2, answer


def send(answers, kind, payload):
    answers.write(struct.pack('>BI', kind, len(payload)))
    answers.write(payload)


def greet(answers):
    send(answers, 0, MAGIC_NUMBER + text(sys.version))


def answer_next(requests, answers):
    head = requests.read(10)
    if len(head) < 10:
        return False
    optimize, wanted, filename_size, source_size = struct.unpack('>BBII', head)
    filename = requests.read(filename_size)
    source = requests.read(source_size)
    if len(source) < source_size:
        return False
    send(answers, *respond(filename, optimize, wanted, source))
    return True


def serve():
    import io, os
    try:
        import _signal as signal
    except ImportError:
        import signal
    # Ctrl-C reaches the whole process group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    output = os.dup(1)
    os.dup2(2, 1)
    if sys.platform == 'win32':
        import msvcrt
        msvcrt.setmode(0, os.O_BINARY)
        msvcrt.setmode(output, os.O_BINARY)
    requests = io.open(0, 'rb', 65536, closefd=False)
    answers = io.open(output, 'wb', 65536)
    greet(answers)
    answers.flush()
    while answer_next(requests, answers):
        answers.flush()
`
