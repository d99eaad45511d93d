# /// script
# requires-python = "==3.11.*"
# dependencies = ["opendp==0.10.0"]
#
# [tool.breakage]
# breaks = ["-O", "-OO"]
# see = "https://github.com/opendp/opendp/issues/1930"
# ///

import opendp.prelude as dp

space = (dp.atom_domain(T=float), dp.absolute_distance(T=float))
try:
    print(type(space >> dp.m.then_laplace(scale=1.)).__name__)
except (AssertionError, dp.OpenDPException) as error:
    print(type(error).__name__)
