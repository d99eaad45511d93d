# /// script
# requires-python = "==3.12.*"
# dependencies = ["threadpoolctl==2.1.0"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/joblib/threadpoolctl/pull/87"
# ///

import threadpoolctl

print(type(threadpoolctl.threadpool_info()).__name__)
