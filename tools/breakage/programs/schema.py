# /// script
# requires-python = "==3.12.*"
# dependencies = ["schema==0.6.8"]
#
# [tool.breakage]
# breaks = ["-O", "-OO"]
# see = "https://github.com/keleshev/schema/pull/170"
# ///

from schema import And, Schema

print(Schema(And(int, lambda number: number > 1, error='too small')).validate(2))
try:
    And(int, eror='misspelt')
except AssertionError:
    print('refused')
