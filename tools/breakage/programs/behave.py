# /// script
# requires-python = "==3.11.*"
# dependencies = ["behave==1.2.6", "parse==1.22.4", "parse-type==0.6.6", "six==1.17.0"]
#
# [tool.breakage]
# breaks = []
# ///

import os
from behave.__main__ import main

os.makedirs('features/steps')
open('features/a.feature', 'w').write('Feature: a\n  Scenario: b\n    Given c\n')
open('features/steps/d.py', 'w').write('from behave import given\n@given("c")\ndef c(context): pass\n')
print(main(['--no-timings', '-f', 'plain']))
