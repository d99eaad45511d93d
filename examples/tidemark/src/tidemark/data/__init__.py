"""Files that ship with Tidemark, read through importlib.resources."""

from importlib import resources


def read_text(name):
    """The text of a data file, wherever Tidemark is installed."""
    if hasattr(resources, 'files'):
        return resources.files(__name__).joinpath(name).read_text(encoding='utf-8')
    return resources.read_text(__name__, name, encoding='utf-8')  # Python 3.8
