# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "ansible-core==2.21.5",
#     "cffi==2.1.1",
#     "cryptography==50.0.2",
#     "jinja2==3.1.6",
#     "markupsafe==3.0.4",
#     "packaging==26.4",
#     "pycparser==3.12",
#     "pyyaml==6.0.4",
#     "resolvelib==1.2.1",
# ]
#
# [tool.breakage]
# breaks = ["no-source"]
# confirms = ["ansible/module_utils/_internal/_ansiballz/_respawn.py:13"]
# ///

import inspect
import sys
from ansible.module_utils import basic
from ansible.module_utils._internal._ansiballz import _respawn

basic._ANSIBLE_PROFILE, basic._ANSIBLE_ARGS = 'legacy', b'{}'
sys.modules['__main__']._module_fqn = 'tide'
sys.modules['__main__']._modlib_path = 'tide.zip'
print(len(_respawn.create_payload()) > 100)
