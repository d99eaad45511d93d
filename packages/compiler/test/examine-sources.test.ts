import type { SourceFacts } from '@exuvia/model'
import { testEach } from '@exuvia/test-needs'
import { expect, test } from 'vitest'
import { type Toolchain, examineSources } from '../src/index.ts'
import { isFlagged } from '../src/source-words.ts'
import { embedded, native } from './support/interpreters.ts'
import { withCache } from './support/units.ts'

/** A source, and what it does: `kind level detail owner`, as far as they are there. */
const CASES: readonly (readonly [name: string, source: string, facts: readonly string[]])[] = [
  [
    'an assert that reads on',
    'def f(b):\n    assert b.read(2) == b"PK"\n    return b.tell()\n',
    ['assert-effect call read()'],
  ],
  ['an assert that only checks', 'def f(b):\n    assert b.peek() == 1 and len(b) > 2\n', []],
  [
    'an assert before the place is set again',
    'def f(b):\n    assert b.read(2) == b"PK"\n    b.seek(0)\n',
    [],
  ],
  ['an assert before the end', 'def f(b):\n    assert b.read(1) == b""\n    raise SystemExit\n', []],
  ['an assert about a new iterator', 'def f(s):\n    assert isinstance(next(iter(s)), int)\n', []],
  ['an assert about a lock', 'def f(s):\n    assert not s.lock.acquire(False)\n', []],
  ['an assert of a test', 'def test_f(b):\n    assert next(b) == 1\n    assert next(b) == 2\n', []],
  [
    'an assert with another way on',
    'def f(a):\n    try:\n        assert a\n    except AssertionError:\n        print(a)\n',
    ['assert-caught call other'],
  ],
  [
    'a docstring among the names of a class that a metaclass makes',
    'from textwrap import dedent\nclass Page:\n    def __init__(self, names):\n        self.names = names\n    @property\n    def text(self):\n        try:\n            doc = self.names["__doc__"]\n        except KeyError:\n            doc = ""\n        return dedent(doc)\nclass M(type):\n    def __new__(mcs, name, bases, names):\n        names["page"] = Page(names).text\n        return type.__new__(mcs, name, bases, names)\nA = M("A", (), {})\n',
    ['doc-crash import dedent() self'],
  ],
  [
    'a method that no code here calls with an object that it makes',
    'class A:\n    def f(self, g):\n        return g.__doc__.strip()\nclass B:\n    def f(self, g):\n        return g.__doc__.strip()\nA().f(len)\n',
    ['doc-crash import .strip parameter outer', 'doc-crash call .strip parameter outer'],
  ],
  [
    'a handler for another exception than None raises',
    'class A:\n    """Doc."""\ntry:\n    A.__doc__ += "x"\nexcept AttributeError:\n    pass\ntry:\n    A.__doc__.strip()\nexcept AttributeError:\n    pass\n',
    ['doc-crash import += definition A'],
  ],
  [
    'docstrings of what a function of the file gives',
    'class A:\n    def all(self):\n        return {}\n    def show(self, name):\n        found = self.all()\n        return found[name].__doc__.split("\\n"), getattr(self, name).__doc__.split("\\n")\n',
    ['doc-crash call .split made', 'doc-crash call .split made'],
  ],
  [
    'a list of modules in a folder that another function names',
    'import os\ndef names(folder):\n    return [one for one in os.listdir(folder) if one.endswith(".py")]\ndef own():\n    return names(os.path.dirname(__file__))\n',
    ['modules-listed call .py own'],
  ],
  [
    'an import of what is found in a folder of the user',
    'import os, sys\nfrom importlib import import_module\ndef load(path):\n    sys.path.insert(0, path)\n    for one in os.listdir(path):\n        if one.endswith(".py"):\n            import_module(one[:-3])\n',
    ['modules-listed call .py'],
  ],
  [
    'a source that is read where only a TypeError is expected',
    'import inspect\ndef f(g):\n    try:\n        return inspect.getsource(g)\n    except TypeError:\n        return ""\n',
    ['source-read call inspect.getsource parameter outer'],
  ],
  [
    'a usage text that is printed',
    'from textwrap import dedent\ndef main():\n    """Usage: x"""\n    usage = dedent(main.__doc__)\n    print(usage)\nprint(main.__doc__.strip())\nA = main.__doc__.strip()\n',
    [
      'doc-crash call dedent() definition main shown',
      'doc-crash import .strip definition main shown',
      'doc-crash import .strip definition main',
    ],
  ],
  [
    'a text that becomes the description of what a program defines',
    '"""Tide."""\nA = Spec("tide", description=f"{__doc__.strip()} <x>")\nB = Spec("tide", name=f"{__doc__.strip()} <x>")\n',
    ['doc-crash import .strip module shown', 'doc-crash import .strip module'],
  ],
  [
    'a text that is assigned, and no docstring',
    '__doc__ = "Usage: x"\ndef main():\n    print(__doc__)\n    docopt(__doc__)\n',
    [],
  ],
  [
    'a help text that a function makes of a docstring',
    'def add(p, f):\n    doc = f.__doc__\n    text = doc.split() if doc else []\n    p.add_parser("x", help=" ".join(text))\n',
    ['doc-content call add_parser parameter outer'],
  ],
  [
    'a help text that another function makes of a docstring',
    'class A:\n    def add(self, p, f):\n        name, text = self.read(f)\n        p.add_parser(name, help=text)\n    def read(self, f):\n        doc = f.__doc__\n        return f.__name__, doc.split()[0] if doc else ""\n    def count(self, f):\n        return len(f.__doc__ or "")\n',
    ['doc-content call add_parser parameter outer'],
  ],
  [
    'commands of click',
    'import click\n@click.command(help="x")\ndef f():\n    """F."""\n@main.command()\ndef g():\n    """G."""\n',
    ['doc-shown import click g'],
  ],
  [
    'commands of something else',
    'import click\nfrom .cli import command\n@command()\ndef f():\n    """F."""\n@click.command()\ndef g():\n    pass\n',
    [],
  ],
  [
    'commands in an interpreter of lines',
    'import cmd\nclass A(cmd.Cmd):\n    """A."""\n    def do_it(self):\n        """It."""\n',
    ['doc-shown import cmd do_it'],
  ],
  [
    'a command that its docstring names',
    'from cleo import Command\nclass A(Command):\n    """a {b}"""\nclass B(Command):\n    """B."""\n    name = "b"\n',
    ['doc-shown import cleo A'],
  ],
  [
    'a function that becomes a program',
    'import fire\ndef f():\n    """F."""\ndef g():\n    """G."""\nif __name__ == "__main__":\n    fire.Fire({"g": g})\n',
    ['doc-shown import fire g'],
  ],
  [
    'an assert about listed options',
    'def f(**o):\n    assert set(o).issubset({"a"})\n',
    ['assert-options call o'],
  ],
  [
    'a stack that only asserts read',
    'class A:\n    def f(self):\n        self.s.append(1)\n        assert self.s.pop() == 1\n',
    [],
  ],
  [
    'a stack that another class reads',
    'class A:\n    def f(self):\n        assert self.s.pop() == 1\nclass B:\n    def f(self):\n        return self.s[-1]\n',
    [],
  ],
  [
    'a stack that others read',
    'class A:\n    def f(self):\n        assert self.s.pop() == 1\n        return self.s[-1]\n',
    ['assert-effect call pop()'],
  ],
  [
    'an assert that assigns',
    'def f(m):\n    assert (n := len(m)) > 1\n    return n\n',
    ['assert-effect call n :='],
  ],
  [
    'a metaclass that reads the docstrings of its classes, by a method of its own',
    'class M(type):\n    def __new__(cls, *a):\n        new = type.__new__(cls, *a)\n        new.g()\n        return new\n' +
      '    def g(cls):\n        cls.short = cls.__doc__.strip()\nA = M("A", (), {})\n',
    ['doc-crash import .strip self'],
  ],
  [
    'a metaclass that calls a method of its class',
    'class M(type):\n    def __init__(cls, *a):\n        cls.redoc()\nclass A(with_metaclass(M)):\n    """Doc."""\n' +
      '    @classmethod\n    def redoc(cls):\n        cls.__doc__ += "x"\n',
    ['doc-crash import += self'],
  ],
  [
    'a metaclass that nothing here uses',
    'class M(type):\n    """Doc."""\n    def __init__(cls, *a):\n        cls.short = cls.__doc__.strip()\n',
    ['doc-crash call .strip self'],
  ],
  [
    'a search beside itself by a program alone',
    'import os\ndef main():\n    for name in os.listdir(os.path.dirname(__file__)):\n        print(name.endswith(".py"))\nif __name__ == "__main__":\n    main()\n',
    ['file-folder call listdir', 'modules-listed call .py'],
  ],
  [
    'modules in a folder that a function of the file gives',
    'from pathlib import Path\ndef places():\n    yield Path(__file__).parent.joinpath("rules")\n' +
      'def rules():\n    return [one for place in places() for one in place.glob("*.py")]\n',
    ['modules-listed call *.py own'],
  ],
  [
    'modules that a loop over the folder of the module finds',
    'from os import listdir\nfrom os.path import dirname\ndef f():\n    for one in listdir(dirname(__file__)):\n' +
      '        if one.endswith(".py"):\n            yield one\n',
    ['file-folder call listdir', 'modules-listed call .py own'],
  ],
  [
    'modules in a folder that another module of the program names',
    'import os\nfrom a.places import plugins\ndef f():\n    for one in os.listdir(plugins):\n' +
      '        if one.endswith(".py"):\n            yield one\n',
    ['modules-listed call .py own'],
  ],
  [
    'a lexer of PLY, in a vendored copy',
    'from ._ply import lex\ndef t_NUMBER(t):\n    r"[0-9]+"\n    return t\ndef t_error(t):\n    "Bad."\nlex.lex()\n',
    ['doc-grammar import t_NUMBER'],
  ],
  [
    'functions that only look like the tokens of a lexer',
    'def t_test(t):\n    "Student."\n    return t\n',
    [],
  ],
  [
    'a function that only asserts',
    'def _check_names(names):\n    for one in names:\n        assert one in KNOWN, f"unknown {one}"\n',
    ['assert-guard import _check_names'],
  ],
  [
    'a function that asserts what cannot fail, or about itself, or does more',
    'def check_a(a):\n    assert a\ndef check_b(self):\n    assert self.b, "no b"\ndef check_c(c):\n    assert c, "no c"\n    c.go()\n' +
      'def check_d(d):\n    assert False, "never"\ndef run(a):\n    assert a, "no a"\n',
    [],
  ],
  [
    'an assert that a docstring promises',
    'def send(self, event):\n    """Sends.\n\n    :raises AssertionError: if it was sent\n    """\n    assert event.new\n    event.go()\n',
    ['assert-promised call send'],
  ],
  [
    'a parameter that __debug__ sets, and a function that is another without it',
    'def require(test, enabled=__debug__):\n    return 1\ndef check(f):\n    if not __debug__:\n        return f\n    return wrap(f)\n',
    [
      'debug-read import __debug__',
      'debug-switch import default',
      'debug-read call __debug__',
      'debug-switch call return',
    ],
  ],
  [
    'a check that is left out without __debug__',
    'def check(f):\n    if not __debug__:\n        return\n    raise ValueError(f)\n',
    ['debug-read call __debug__'],
  ],
  [
    'a decorator that reads the docstring of what it is given first',
    'def extend(method, text=""):\n    def decorator(obj):\n        obj.__doc__ = method.__doc__ + text\n        return obj\n    return decorator\n',
    ['doc-crash call + parameter given'],
  ],
  [
    'a docstring that goes through a function to docopt',
    'from inspect import getdoc\nfrom docopt import docopt\ndef full(text, argv):\n    return docopt(text, argv)\n' +
      'def run(what):\n    text = getdoc(what)\n    return full(text, [])\n',
    ['doc-content call docopt parameter outer'],
  ],
  [
    'modules of a package that the function has imported',
    'import os\nfrom importlib import import_module\ndef load(name):\n    folder = os.path.dirname(import_module(name).__file__)\n' +
      '    for one in os.listdir(folder):\n        if one.endswith(".py"):\n            yield import_module(one[:-3])\n',
    ['modules-listed call .py package'],
  ],
  [
    'modules of a package that the function only counts',
    'import os\nfrom importlib import import_module\ndef has_any(name):\n    names = os.listdir(os.path.dirname(import_module(name).__file__))\n' +
      '    return any(one.endswith(".py") for one in names)\n',
    ['modules-listed call .py'],
  ],
  [
    'a finder of sources alone',
    'from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader\nLOADERS = [(SourceFileLoader, SOURCE_SUFFIXES)]\n' +
      'def find(name, path):\n    return FileFinder(path, *LOADERS).find_spec(name)\n',
    ['modules-listed import SOURCE_SUFFIXES import'],
  ],
  [
    'a finder of sources and bytecode',
    'from importlib.machinery import SOURCE_SUFFIXES, BYTECODE_SUFFIXES, FileFinder\nLOADERS = [(A, SOURCE_SUFFIXES), (B, BYTECODE_SUFFIXES)]\n',
    [],
  ],
  [
    'the first line of what is made of a docstring, which an empty text lacks',
    'from textwrap import dedent\n"""Doc."""\nclass A:\n    """Doc."""\n    def f(self):\n        text = dedent(self.__doc__).strip()\n        return text.splitlines()[0]\n',
    ['doc-crash call dedent() self text'],
  ],
  [
    'the first line of a docstring up to a separator, which an empty text has',
    'from textwrap import dedent\nclass A:\n    """Doc."""\n    def f(self):\n        text = dedent(self.__doc__)\n        return text.split("\\n")[0]\n',
    ['doc-crash call dedent() self'],
  ],
  [
    'a parameter that has the name of the docstring',
    '"""Doc."""\ndef f(a, __doc__=None):\n    a.set(__doc__)\n',
    [],
  ],
  [
    'the source of what is made from a parameter',
    'import inspect, sys\nfrom inspect import getsource\ndef a(f):\n    return getsource(sys.modules[f.__module__])\n' +
      'def b(f):\n    g = inspect.unwrap(f)\n    return getsource(g)\ndef c(self):\n    return getsource(self.run)\n',
    [
      'source-read call inspect.getsource parameter outer',
      'source-read call inspect.getsource parameter outer',
      'source-read call inspect.getsource other',
    ],
  ],
  ['an assert that assigns for itself', 'def f(m):\n    assert (n := len(m)) > 1, n\n', []],
  ['an assert that awaits', 'async def f(m):\n    assert await m\n', ['assert-effect call await']],
  [
    'an assert that decides',
    'def f(a):\n    try:\n        assert a\n    except AssertionError:\n        return False\n',
    ['assert-caught call'],
  ],
  [
    'an assert with another error',
    'def f(a):\n    try:\n        assert a\n    except AssertionError:\n        raise ValueError(a)\n',
    ['assert-caught call raised'],
  ],
  [
    'an assert that is told, and raised again',
    'def f(a):\n    try:\n        assert a\n    except AssertionError as error:\n        print(a)\n        raise error from None\n',
    ['assert-caught call other'],
  ],
  [
    'an assert that leaves one out',
    'def f(a):\n    for one in a:\n        try:\n            assert one\n        except AssertionError:\n            continue\n        yield one\n',
    ['assert-caught call'],
  ],
  [
    'an assert about options',
    'def f(**o):\n    o.pop("a", 0)\n    assert not o, o\n',
    ['assert-options call o'],
  ],
  ['a method of a docstring', '"""Doc."""\nX = __doc__.strip()\n', ['doc-crash import .strip module']],
  ['a docstring that is not there', 'X = __doc__\nY = X and X.strip()\n', []],
  ['a docstring that is assigned', '__doc__ = "Doc."\nX = __doc__.strip()\n', []],
  [
    'a property called __doc__',
    '"""Module."""\nclass A:\n    """Doc."""\n    @property\n    def __doc__(self):\n        return ""\n    @__doc__.setter\n    def __doc__(self, x):\n        pass\n',
    [],
  ],
  ['a docstring behind a test', 'def f(g):\n    if g.__doc__:\n        return g.__doc__.strip()\n', []],
  [
    'a docstring behind a test of another',
    '"""Doc."""\ndef g():\n    """Doc."""\nif __doc__:\n    g.__doc__ = g.__doc__.strip()\n',
    [],
  ],
  ['a docstring with an alternative', 'def f(g):\n    return (g.__doc__ or "").strip()\n', []],
  [
    'a docstring in a handler',
    'def f(g):\n    try:\n        return g.__doc__ + "x"\n    except TypeError:\n        return ""\n',
    [],
  ],
  [
    'a docstring in a variable',
    'def f(g):\n    doc = g.__doc__\n    return doc.split()\n',
    ['doc-crash call .split parameter outer'],
  ],
  [
    'a docstring in a tested variable',
    'def f(g):\n    doc = g.__doc__\n    if doc is not None:\n        return doc.split()\n',
    [],
  ],
  [
    'a decorator',
    'def d(x):\n    def e(g):\n        g.__doc__ += x\n        return g\n    return e\n',
    ['doc-crash call += parameter inner'],
  ],
  [
    'a class',
    'class A:\n    """Doc."""\nA.__doc__ = A.__doc__ % 1\n',
    ['doc-crash import % definition A text'],
  ],
  [
    'a refusal',
    'class A:\n    """Doc."""\n    def __init__(self):\n        if self.__doc__ is None:\n            raise ValueError\n',
    ['doc-refused call raise self'],
  ],
  [
    'a grammar',
    '"""Usage: x"""\nfrom docopt import docopt\ndocopt(__doc__)\n',
    ['doc-content import docopt.docopt module'],
  ],
  [
    'a source',
    'import inspect\nX = inspect.getsource(inspect)\n',
    ['source-read import inspect.getsource import inspect'],
  ],
  [
    'a source by another name',
    'from inspect import getsource as g\ndef f(x):\n    return g(x)\n',
    ['source-read call inspect.getsource parameter outer'],
  ],
  [
    'a source that may be missing',
    'import inspect\ndef f(x):\n    try:\n        return inspect.getsource(x)\n    except OSError:\n        return ""\n',
    [],
  ],
  [
    'a function that the import calls',
    'import inspect\ndef f(x):\n    return inspect.getsource(x)\nY = f(f)\n',
    ['source-read import inspect.getsource parameter outer'],
  ],
  [
    'a program',
    'import inspect\nif __name__ == "__main__":\n    print(inspect.getsource(inspect))\n',
    ['source-read main inspect.getsource import inspect'],
  ],
  [
    'a compiled function',
    'import numba\n@numba.njit(cache=True)\ndef f():\n    pass\n',
    ['source-decorator import numba cache=True'],
  ],
  [
    'its own file',
    'X = open(__file__).read()\n',
    ['file-folder import open', 'source-self import open(__file__)'],
  ],
  [
    'a file beside it',
    'import os\nHERE = os.path.dirname(__file__)\nNAME = os.path.join(HERE, "open")\nclass A:\n' +
      '    def f(self):\n        return os.listdir(NAME)\nX = os.path.isdir(HERE)\nT = open(NAME).read()\n' +
      'def g():\n    return open(T)\ndef h(NAME):\n    return open(NAME)\n__doc__\n',
    ['file-folder call listdir', 'file-folder import isdir', 'file-folder import open'],
  ],
  [
    'a search for modules',
    'import os\ndef f(d):\n    return [n for n in os.listdir(d) if n.endswith(".py")]\n',
    ['modules-listed call .py'],
  ],
  [
    'a search with a set of characters, for a function that imports',
    'import fnmatch, os\nfrom importlib.machinery import SOURCE_SUFFIXES\ndef load(name, spec):\n    spec.loader.exec_module(name)\ndef f(d):\n    for root, _, names in os.walk(d):\n        for name in fnmatch.filter(names, "[A-Za-z]*.py"):\n            load(name, root)\n',
    ['modules-listed call [A-Za-z]*.py import'],
  ],
  [
    'a search that knows bytecode',
    'import os\ndef f(d):\n    return [n for n in os.listdir(d) if n.endswith((".py", ".pyc"))]\n',
    [],
  ],
  [
    'a module beside it',
    'import os\ndef f():\n    return os.path.join(os.path.dirname(__file__), "a.py")\n',
    ['module-named call a.py own'],
  ],
  [
    'a module beside it, by a constant',
    'from pathlib import Path\nHERE = Path(__file__).parent\ndef f():\n    return HERE / "a.py"\n',
    ['module-named call a.py own'],
  ],
  [
    'a module whose path it only compares',
    'from pathlib import Path\nHERE = str(Path(__file__).parent / "a.py")\ndef f(code):\n    return code.co_filename in (HERE, "x")\n',
    [],
  ],
  [
    'a module whose path it compares and opens',
    'from pathlib import Path\nHERE = Path(__file__).parent / "a.py"\ndef f(code):\n    return code == HERE or open(HERE)\n',
    ['module-named import a.py own', 'file-folder call open'],
  ],
  [
    'a module that it writes',
    'from pathlib import Path\ndef f():\n    (Path(__file__).parent / "a.py").write_text("")\n',
    ['module-named call a.py'],
  ],
  ['a module that it makes', 'with open("a.py", "w") as f:\n    f.write("")\n', []],
  [
    'another name for its file',
    'X = __file__.replace("b.py", "a.py")\n',
    ['module-named import b.py', 'module-named import a.py'],
  ],
  [
    'a module by its file',
    'import os\nexec(open(os.path.join("d", "settings.py")).read())\n',
    ['module-named import settings.py'],
  ],
  [
    'a docstring behind sys.flags.optimize',
    '"""Doc."""\nimport sys\nif sys.flags.optimize < 2:\n    X = __doc__.strip()\n',
    ['debug-read import sys.flags.optimize', 'doc-crash import .strip module'],
  ],
  [
    'a docstring behind __debug__',
    '"""Doc."""\nif __debug__:\n    X = __doc__.strip()\n',
    ['debug-read import __debug__'],
  ],
  [
    'a docstring that is put together after it stood',
    'class A:\n    """Doc."""\n    __doc__ = __doc__.format(x=1)\n',
    ['doc-crash import .format class A'],
  ],
  [
    'a docstring that is given before',
    '"""Doc."""\n__doc__ = (__doc__ or "") + "x"\nX = __doc__.strip()\n',
    [],
  ],
  [
    'a docstring by getattr with another answer',
    'def f(g):\n    doc = getattr(g, "__doc__", "")\n    return doc.strip()\n',
    ['doc-crash call .strip parameter outer'],
  ],
  [
    'a docstring in a variable that gets another value',
    'def f(g):\n    doc = g.__doc__\n    doc = doc.strip() + "x"\n    doc = doc.upper()\n    return doc\n',
    ['doc-crash call .strip parameter outer'],
  ],
  [
    'a docstring in one of two branches',
    'def f(g, x):\n    if x:\n        doc = g.__doc__\n    else:\n        doc = ""\n    return doc.strip()\n',
    [],
  ],
  [
    'a docstring of what wraps another',
    'from functools import wraps\ndef f(g):\n    @wraps(g)\n    def h():\n        pass\n    h.__doc__ += "x"\n    return h\n',
    ['doc-crash call += parameter outer'],
  ],
  [
    'a docstring of what an import gives as an argument',
    'def f(g):\n    g.__doc__ += "x"\n    return g\nclass A:\n    def a(self):\n        """Doc."""\n    b = f(a)\n',
    ['doc-crash import += definition A.a'],
  ],
  [
    'a class called cls that a function decorates',
    'def f(cls):\n    cls.__doc__ = cls.__doc__.format(1)\n    return cls\n',
    ['doc-crash call .format parameter outer'],
  ],
  [
    'a search in a docstring that may be missing',
    'import re\nCODE = re.compile("E[0-9]+")\ndef f(check):\n    return CODE.findall(check.__doc__ or "")\n',
    ['doc-content call findall parameter outer'],
  ],
  [
    'an assert that asks whether asserts run',
    'def f():\n    try:\n        assert False\n    except AssertionError:\n        return True\n    return False\n',
    ['assert-caught call other'],
  ],
  [
    'a module that is called like one beside it',
    'import os\nclass A:\n    def f(self):\n        self.__file__ = os.path.join(os.path.dirname(__file__), "a.py")\n',
    [],
  ],
  [
    'modules beside it, by number',
    'import os\ndef f(i):\n    here = os.path.dirname(__file__)\n    return open(os.path.join(here, "data%d.py" % i))\n',
    ['file-folder call open', 'module-named call data%d.py own'],
  ],
  [
    'a module of a package by its name',
    'import pkgutil\nX = pkgutil.get_data("a.b", "c.py")\n',
    ['module-named import a/b/c.py own'],
  ],
  ['a module at home', 'import os\nX = open(os.path.join(os.path.expanduser("~"), "a.py"))\n', []],
  [
    'a search for the modules beside it',
    'import glob, os\n__all__ = glob.glob(os.path.join(os.path.dirname(__file__), "*.py"))\n',
    ['file-folder import glob', 'modules-listed import *.py own'],
  ],
  [
    'a loader that another function helps',
    'import glob, os, importlib\ndef g(n):\n    return importlib.import_module(n)\n' +
      'def f(d):\n    for n in glob.glob(os.path.join(d, "*.py")):\n        g(n)\n',
    ['modules-listed call *.py import'],
  ],
  [
    'a docstring given to a function',
    '"""Doc."""\ndef first(text, end="."):\n    return text.split(end)[0]\nX = first(__doc__)\n',
    ['doc-crash import .split in first() module'],
  ],
  [
    'a docstring given to a function that tests it',
    '"""Doc."""\ndef first(text):\n    return text.split(".")[0] if text else ""\nX = first(__doc__)\n',
    ['doc-content import first module'],
  ],
  [
    'a metaclass',
    'class M(type):\n    def __init__(cls, *a):\n        cls.__doc__ += "x"\nclass A(metaclass=M):\n    """Doc."""\n',
    ['doc-crash import += self'],
  ],
  [
    'a refusal in the other branch',
    'def f(x):\n    if doc := x.__doc__:\n        return doc.split()\n    else:\n        m = "none"\n        raise ValueError(m)\n',
    ['doc-refused call raise parameter outer'],
  ],
  [
    'a refusal of a variable',
    'def f(x):\n    doc = x.__doc__\n    if doc is None:\n        raise ValueError\n    return doc.split()\n',
    ['doc-refused call raise parameter outer'],
  ],
  [
    'a docstring under another name',
    'class A:\n    """Doc."""\n    text = __doc__\nX = A.text.splitlines()[0]\n',
    ['doc-crash import .splitlines definition A text'],
  ],
  [
    'rules in docstrings',
    'def p_sum(p):\n    """sum : NUMBER PLUS NUMBER"""\ndef p_number(p):\n    """number : NUMBER"""\n',
    ['doc-grammar import p_sum'],
  ],
  ['a function called p_x', 'def p_sum(p):\n    """Print the sum of p."""\ndef p_x(p):\n    """X."""\n', []],
  ['a kernel', 'import triton\n@triton.jit\ndef f():\n    pass\n', ['source-decorator import triton.jit']],
  [
    'a script of torch',
    'from torch import jit\n@jit.script\ndef f():\n    pass\n',
    ['source-decorator import torch.jit.script'],
  ],
  [
    'a loader of plug-ins',
    'import os, importlib\ndef f(d):\n    for n in os.listdir(d):\n        if n.endswith(".py"):\n            importlib.import_module(n[:-3])\n',
    ['modules-listed call .py import'],
  ],
  [
    'a name that only debugging binds',
    'if __debug__:\n    import logging as log\nlog.info("x")\n',
    ['debug-only import log import', 'debug-read import __debug__'],
  ],
  [
    'a name with another value',
    'if __debug__:\n    LEVEL = 1\nelse:\n    LEVEL = 0\nX = LEVEL\n',
    ['debug-read import __debug__'],
  ],
  [
    'a switch',
    'import sys\nif sys.flags.optimize or not __debug__:\n    pass\n',
    ['debug-read import sys.flags.optimize', 'debug-read import __debug__'],
  ],
]

/** Kinds whose `use` the cases name. */
const OF_USE: ReadonlySet<string> = new Set([
  'doc-crash',
  'doc-shown',
  'modules-listed',
  'debug-only',
  'doc-grammar',
])

const inWords = (facts: SourceFacts | undefined): string[] | undefined =>
  facts?.uses.map(({ kind, level, detail, owner, use, own }) =>
    [kind, level, detail, owner, OF_USE.has(kind) ? use : '', own === true ? 'own' : '']
      .filter(Boolean)
      .join(' '),
  )

async function examined(
  toolchain: Toolchain,
  sources: readonly string[],
): Promise<(SourceFacts | undefined)[]> {
  return withCache(async (cache) => [
    ...(await examineSources(
      sources.map((source) => () => Promise.resolve(Buffer.from(source))),
      { runtime: toolchain.runtime, toolchain: () => Promise.resolve(toolchain), cache, env: process.env },
    )),
  ])
}

const SOURCES = CASES.map(([, source]) => source)
const EXPECTED = Object.fromEntries(CASES.map(([name, , facts]) => [name, facts]))

function byName(facts: readonly (SourceFacts | undefined)[]): Record<string, string[] | undefined> {
  return Object.fromEntries(CASES.map(([name], index) => [name, inWords(facts[index])]))
}

testEach(['cp38', 'cp310', 'cp312', 'cp313'])('%s finds what a source does', async (runtime) => {
  expect(byName(await examined(await native(runtime), SOURCES))).toEqual(EXPECTED)
})

test('a docstring whose lines are taken by their place needs its text', { tags: ['cp312'] }, async () => {
  const made = 'class A:\n    """Doc."""\n    def f(self):\n        text = dedent(self.__doc__).strip()\n'
  const ends = [
    'text.splitlines()[0]',
    'text.split("\\n")[0]',
    'text.split("\\n")[1]',
    'text.split()[0]',
    'text[:9]',
  ]
  const sources = ends.map((end) => `from textwrap import dedent\n${made}        return ${end}\n`)
  const facts = await examined(await native('cp312'), sources)
  expect(facts.map((each) => each?.uses[0]?.use)).toEqual(['text', '', 'text', 'text', ''])
})

test('a use in a function names what calls it', async () => {
  const source = [
    '"""Doc."""',
    'def parser():',
    '    return __doc__.strip()',
    'def main():',
    '    return parser()',
    'class Runner:',
    '    def __init__(self):',
    '        main()',
    '    def other(self):',
    '        main()',
  ].join('\n')
  const [facts] = await examined(await embedded('cp312'), [source])
  expect(facts?.uses).toMatchObject([
    { kind: 'doc-crash', level: 'call', callers: ['Runner', 'main', 'parser'] },
  ])
})

test('an embedded compiler finds the same', async () => {
  expect(byName(await examined(await embedded('cp312'), SOURCES))).toEqual(EXPECTED)
})

test('comments are found with their codes and reasons', { tags: ['cp312'] }, async () => {
  const source = 'x = 1  # exuvia: ignore[assert-removed, source-needed] it is tested\n'
  const [facts] = await examined(await native('cp312'), [source])
  expect(facts?.ignored).toEqual([
    { line: 1, codes: ['assert-removed', 'source-needed'], reason: 'it is tested' },
  ])
})

test(
  'a source with other syntax is not examined, and neither is one that ends the parser',
  { tags: ['cp312'] },
  async () => {
    const sources = ['print "assert", __doc__\n', `x = __doc__ + ${'('.repeat(100_000)}\n`, 'X = __doc__\n']
    const facts = await examined(await native('cp312'), sources)
    expect(facts.map((each) => each?.uses)).toEqual([undefined, undefined, []])
  },
)

/** The examiner takes a large part of the whole source for each of its lines. */
const SLOW_SOURCES: Readonly<Record<string, string>> = {
  'a function that reads 20,000 times': `def f():\n    f = open('a')\n${'    assert f.read(1)\n'.repeat(20_000)}`,
  '25,000 asserts with 30,000 handlers': `try:\n${' assert q\n'.repeat(25_000)}${'except a: pass\n'.repeat(30_000)}`,
  '50 calls of a call that is 2,900 deep': `x = __doc__\n${`x = a${'()'.repeat(2900)}\n`.repeat(50)}`,
  '30,000 docstrings in one call': `try:\n len(${'a.__doc__,'.repeat(30_000)})\nexcept TypeError: pass\n`,
}

test.each(Object.entries(SLOW_SOURCES))(
  'a source that would take minutes is not examined: %s',
  { tags: ['cp312', 'slow'] },
  async (_, source) => {
    expect(await examined(await native('cp312'), [`X = __doc__\n${source}`])).toEqual([undefined])
  },
)

test(
  'a test of 60,000 items is read once for the calls in its block',
  { tags: ['cp312', 'slow'] },
  async () => {
    const source = `if [${'1,'.repeat(60_000)}]:\n${' a()\n'.repeat(40_000)} inspect.getsource(a)\n`
    const [facts] = await examined(await native('cp312'), [`import inspect\n${source}`])
    expect(facts?.uses).toMatchObject([{ kind: 'source-read', level: 'import' }])
  },
)

test('a source that fills the stack ends one worker, and no other source', { tags: ['slow'] }, async () => {
  const deep = `x = __doc__${'()'.repeat(140_000)}\n`
  const facts = await examined(await embedded('cp314'), [deep, 'X = __doc__\n'])
  expect(facts.map((each) => each?.uses)).toEqual([undefined, []])
})

test('without a compiler, a source with flagged words is not examined', async () => {
  await withCache(async (cache) => {
    const options = { runtime: 'cp312', toolchain: () => Promise.resolve(undefined), cache, env: {} }
    const sources = ['X = __doc__\n', 'X = 1\n'].map((text) => () => Promise.resolve(Buffer.from(text)))
    expect(await examineSources(sources, options)).toEqual([
      undefined,
      { uses: [], ignored: [], imports: [] },
    ])
  })
})

test('facts come from the cache, without a compiler', { tags: ['cp312'] }, async () => {
  await withCache(async (cache) => {
    const toolchain = await native('cp312')
    const sources = SOURCES.map((text) => () => Promise.resolve(Buffer.from(text)))
    const first = { runtime: 'cp312', toolchain: () => Promise.resolve(toolchain), cache, env: process.env }
    const facts = await examineSources(sources, first)
    const again = { ...first, toolchain: () => Promise.reject(new Error('it was asked for')) }
    expect(await examineSources(sources, again)).toEqual(facts)
  })
})

test('every source with facts is flagged', () => {
  const missed = CASES.filter(([, source, facts]) => facts.length > 0 && !isFlagged(Buffer.from(source)))
  expect(missed.map(([name]) => name)).toEqual([])
})
