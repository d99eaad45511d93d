# /// script
# requires-python = "==3.12.*"
# dependencies = ["structlog==21.3.0"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/hynek/structlog/issues/374"
# ///

import structlog

structlog.configure(processors=[structlog.processors.JSONRenderer()])
structlog.get_logger().info('sailed', ship='one')
