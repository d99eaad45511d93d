# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "ply==3.11",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# confirms = ["ply/cpp.py:33"]
# ///

import ply.lex
from ply import cpp

lexer = ply.lex.lex(cpp)
processor = cpp.Preprocessor(lexer)
processor.parse('#define TIDE 3\nint high = TIDE;\n')
print([token.value for token in iter(processor.token, None)])
