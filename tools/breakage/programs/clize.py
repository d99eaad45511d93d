# /// script
# requires-python = "==3.11.*"
# dependencies = ["clize==5.0.2", "attrs==26.1.0", "docutils==0.23", "od==2.0.2", "sigtools==4.0.1"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

from clize import run
def hello(*, name='x'):
    """Says hello

    :param name: whom
    """
    return 'hello ' + name
try:
    run(hello, args=['p', '--help'])
except SystemExit:
    pass
run(hello, args=['p', '--name', 'y'], exit=False)
