# /// script
# requires-python = "==3.9.*"
# dependencies = [
#     "ast-tools==0.1.8",
#     "astor==0.8.1",
#     "libcst==1.9.0",
#     "pyyaml==6.0.3",
#     "typing-extensions==4.16.0",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from ast_tools.stack import SymbolTable
from ast_tools.passes import apply_passes, if_to_phi
@apply_passes([if_to_phi(lambda s, t, f: t if s else f)])
def f(a):
    if a:
        b = 1
    else:
        b = 2
    return b
print(f(True))
