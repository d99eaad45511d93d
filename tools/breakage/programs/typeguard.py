# /// script
# requires-python = "==3.12.*"
# dependencies = ["typeguard==4.3.0", "typing-extensions==4.16.0"]
#
# [tool.breakage]
# breaks = ["-O", "-OO", "no-source", "zip"]
# ///

from typeguard import TypeCheckError, typechecked

@typechecked
def double(number: int) -> int:
    return 2 * number

try:
    print(double('a'))
except TypeCheckError:
    print('refused')
