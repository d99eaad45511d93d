# /// script
# requires-python = "==3.11.*"
# dependencies = ["formencode==2.1.0"]
#
# [tool.breakage]
# breaks = ["-O", "-OO", "zip"]
# ///

from formencode import Invalid
from formencode.validators import CreditCardExpires

try:
    CreditCardExpires('month', 'year').to_python({'month': '11', 'year': '2005'})
    print('accepted')
except Invalid:
    print('refused')
