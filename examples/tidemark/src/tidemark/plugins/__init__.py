"""Output formats, one file each.

Tidemark reads them as source: look at one with `tidemark plugin show calendar`, copy it
into the folder that TIDEMARK_PLUGINS names, and change it there. A format is a file with
a docstring, whose first line is its description, and a function

    def render(days, notice): ...

which takes a list of days (see `tidemark plugin show table` for what a day has) and gives
back text. A file in your folder replaces the built-in one of the same name.
"""
