import { HELP_PARSERS } from '@exuvia/model'
import { EFFECT_NAMES, GUARD_NAMES } from '../source-words.ts'

/** The imports, words and helpers of the examiner. A part of `EXAMINER_SCRIPT`, in Python. */
export const SETUP = String.raw`
import ast, json, re

EFFECT = re.compile(r'(?:${EFFECT_NAMES})\Z')
GUARD = re.compile(r'_*(?:${GUARD_NAMES})')
# What a docstring says of an assert that callers may rely on.
PROMISE = re.compile(r'(?m)^[ \t]*(?::raises? )?AssertionError\b[ \t]*(?::|$)')
# Names of functions that raise an exception for None.
CRASH_CALLS = frozenset('dedent cleandoc indent len iter sub subn match search split findall finditer fullmatch fill wrap '
                        'literal_eval loads escape'.split())
PARSERS = frozenset('${HELP_PARSERS.join(' ')}'.split())
# Functions whose text a person reads.
SHOW_CALLS = PARSERS | frozenset('print write writelines echo secho exit add_argument set_usage'.split())
HELP = frozenset('help description usage epilog'.split())
SEARCHES = frozenset('search match fullmatch findall finditer'.split())
SOURCE_CALLS = frozenset('getsource getsourcelines findsource getcomments'.split())
LINE_CALLS = frozenset('getline getlines'.split())
# A TypeError is raised for what has no source anywhere, as a C function.
SOURCE_ERRORS = frozenset('OSError IOError EnvironmentError Exception BaseException FileNotFoundError'.split())
NONE_ERRORS = frozenset('AttributeError TypeError Exception BaseException'.split())
# Functions that compile another function from its source as soon as they get it.
SOURCE_DECORATORS = frozenset('torch.jit.script torch.jit.script_method torch.jit.interface triton.jit triton.runtime.jit.jit '
                              'warp.kernel warp.func smolagents.tool'.split())
IMPORTERS = frozenset('import_module __import__ exec_module load_module load_source run_path SourceFileLoader '
                      'spec_from_file_location exec exec_'.split())
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
# A native Python refuses most sources that are nested deeper; one in WebAssembly may not.
MOST_DEPTH = 3000
# How many calls or attributes of one expression are followed to its name.
MOST_CHAINED = 50
SCOPES = FUNCTIONS + (ast.Lambda, ast.ClassDef)
RULE = re.compile(r'\s*\w+\s*(?:::=|:)\s')
NAME_ERRORS = frozenset('NameError UnboundLocalError Exception BaseException'.split())
PY_NAME = re.compile(r'[][\w./*?!%{}\\-]*\.py\Z')
KNOWS_BYTECODE = re.compile(r'\.pyc|BYTECODE_SUFFIXES|all_suffixes')
# Places that are not the program's.
OTHER_PLACES = frozenset('expanduser expandvars home getcwd cwd gettempdir mkdtemp TemporaryDirectory'.split())
IGNORE = re.compile(r'#\s*exuvia:\s*ignore\[([\w ,-]*)\][ \t]*(.*)')


def last_name(node):
    for _ in range(MOST_CHAINED):
        if not isinstance(node, ast.Call):
            break
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ''


def dotted(node):
    parts = []
    while isinstance(node, ast.Attribute) and len(parts) < MOST_CHAINED:
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

`
