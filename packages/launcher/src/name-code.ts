import type { RuntimeParts } from '@exuvia/packaging'

/**
 * Python that defines `_name_code(root)`: modules in the folder `root` that ship without their source get the
 * name that modules beside their source have, the path of the source.
 *
 * Compiled code has a name relative to `lib/`, so that no path of the build is in it. If there is no source,
 * Python keeps that name, and `linecache` and `inspect` look for it in the current folder: they would show the
 * lines of a stranger's file.
 *
 * The functions use no globals, because a launcher removes its own before a script runs, and Python 2 clears
 * those of a module that is gone.
 */
export function nameCode({ major }: Pick<RuntimeParts, 'major'>): string {
  return major === 2 ? PYTHON_2 : PYTHON_3
}

/** `_fix_co_filename` is what importlib calls for a module beside its source; it renames the functions inside too. */
const PYTHON_3 = `
def _name_code(root):
    """Name the code of modules without their source by the path of their source."""
    import _imp
    from _frozen_importlib_external import SourcelessFileLoader

    get_code, rename = SourcelessFileLoader.get_code, getattr(_imp, '_fix_co_filename', None)

    def named(self, name):
        code = get_code(self, name)
        if self.path.startswith(root):
            rename(code, self.path[:-1])
        return code

    if rename is not None:
        SourcelessFileLoader.get_code = named

`

/**
 * Python 2 imports bytecode in C, and its code objects cannot change: an importer makes new ones. Like the import
 * in C it sets no `__loader__`, because pkg_resources finds no files of a module whose loader it does not know.
 */
const PYTHON_2 = `
def _name_code(root):
    """Name the code of modules without their source by the path of their source. Return a reader of bytecode."""
    import imp
    import marshal
    import os
    import sys
    from pkgutil import ImpLoader

    def renamed(code, path):
        constants = tuple([renamed(c, path) if isinstance(c, type(code)) else c for c in code.co_consts])
        return type(code)(
            code.co_argcount, code.co_nlocals, code.co_stacksize, code.co_flags, code.co_code, constants,
            code.co_names, code.co_varnames, path, code.co_name, code.co_firstlineno, code.co_lnotab,
            code.co_freevars, code.co_cellvars
        )

    def read(path):
        with open(path, 'rb') as file:
            return renamed(marshal.loads(file.read()[8:]), path[:-1])

    class Loader(ImpLoader):
        def load_module(self, name):
            is_package, is_loaded = self.etc[2] == imp.PKG_DIRECTORY, name in sys.modules
            module = sys.modules.setdefault(name, imp.new_module(name))
            module.__file__ = self.bytecode
            module.__package__ = name if is_package else name.rpartition('.')[0] or None
            if is_package:
                module.__path__ = [self.filename]
            try:
                eval(read(self.bytecode), module.__dict__)
            except:
                if not is_loaded:
                    sys.modules.pop(name, None)
                raise
            return sys.modules[name]

        def get_code(self, name=None):
            return read(self.bytecode)

        def get_filename(self, name=None):
            return self.bytecode

        def get_source(self, name=None):
            return None

    class Finder(object):
        def find_module(self, name, path=None):
            try:
                file, place, etc = imp.find_module(name.rpartition('.')[2], path)
            except ImportError:
                return None
            if file:
                file.close()
            if not place or not place.startswith(root):
                return None
            bytecode = place
            if etc[2] == imp.PKG_DIRECTORY:
                bytecode = os.path.join(place, '__init__.pyc')
                if os.path.exists(bytecode[:-1]) or not os.path.exists(bytecode):
                    return None
            elif etc[2] != imp.PY_COMPILED:
                return None
            loader = Loader(name, None, place, etc)
            loader.bytecode = bytecode
            return loader

    sys.meta_path.insert(0, Finder())
    return read

`
