# /// script
# requires-python = "==3.12.*"
# dependencies = ["ply==3.11"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# see = "https://github.com/dabeaz/ply/issues/156"
# ///

from ply import lex, yacc

tokens = ('NUMBER', 'PLUS')
t_PLUS = r'\+'
t_ignore = ' '
def t_NUMBER(t):
    r'\d+'
    t.value = int(t.value)
    return t
def t_error(t):
    raise SyntaxError(t.value)
def p_sum(p):
    'sum : sum PLUS NUMBER'
    p[0] = p[1] + p[3]
def p_one(p):
    'sum : NUMBER'
    p[0] = p[1]
def p_error(p):
    raise SyntaxError(str(p))
lex.lex()
print(yacc.yacc(write_tables=False, debug=False).parse('1 + 2 + 3'))
