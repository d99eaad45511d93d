# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "hypothesis==6.170.17",
#     "sortedcontainers==2.4.0",
# ]
#
# [tool.breakage]
# breaks = ["-O"]
# confirms = ["hypothesis/internal/conjecture/provider_conformance.py:372"]
# ///

from hypothesis.internal.conjecture.provider_conformance import _assert_conforming

try:
    _assert_conforming('3', 'integer', {})
    print('accepted')
except AssertionError as error:
    print(error)
