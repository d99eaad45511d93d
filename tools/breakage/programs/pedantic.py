# /// script
# requires-python = "==3.11.*"
# dependencies = ["pedantic==2.1.0"]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from pedantic import pedantic

@pedantic
def joined(a: int, b: float = 1.0) -> str:
    return f'{a}{b}'

print(joined(a=1))
