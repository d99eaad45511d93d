# /// script
# requires-python = "==3.12.*"
# dependencies = ["mitogen==0.3.7"]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

import os
import mitogen.utils

@mitogen.utils.run_with_router
def main(router):
    print(router.local().call(os.path.basename, 'a/b'))
