"""Finds and loads the output formats: files of Python source that users may read and replace."""

import importlib.util
import inspect
import os
from pathlib import Path

from tidemark import plugins
from tidemark.errors import TidemarkError

#: A folder of formats of one's own.
VARIABLE = 'TIDEMARK_PLUGINS'


def format_files():
    """Every format's file by name; a user's own replaces a built-in one."""
    folders = [Path(plugins.__file__).parent]
    own = os.environ.get(VARIABLE)
    if own:
        if not Path(own).is_dir():
            raise TidemarkError('%s names %s, which is no folder' % (VARIABLE, own))
        folders.append(Path(own))
    files = {path.stem: path for folder in folders for path in sorted(folder.glob('*.py'))}
    return {name: path for name, path in sorted(files.items()) if not name.startswith('_')}


def load_format(name):
    """The format's module, loaded from its source."""
    files = format_files()
    if name not in files:
        raise TidemarkError('no format "%s"; there are: %s' % (name, ', '.join(files)))
    spec = importlib.util.spec_from_file_location('tidemark.plugins.' + name, str(files[name]))
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise TidemarkError('%s: %s: %s' % (files[name], type(error).__name__, error))
    if not callable(getattr(module, 'render', None)):
        raise TidemarkError('%s has no function render(days, notice)' % files[name])
    return module


def describe_format(module):
    """The first line of a format's docstring."""
    return (inspect.getdoc(module) or 'no description').splitlines()[0]


def source_of_format(name):
    """The format's source text."""
    return inspect.getsource(load_format(name))
