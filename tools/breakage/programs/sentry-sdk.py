# /// script
# requires-python = "==3.8.*"
# dependencies = ["sentry-sdk==0.7.9", "certifi==2026.10.19.post1", "urllib3==2.2.3"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/getsentry/sentry-python/pull/341"
# ///

import sentry_sdk
from sentry_sdk.integrations.logging import LoggingIntegration

sentry_sdk.init()
print(LoggingIntegration.identifier)
