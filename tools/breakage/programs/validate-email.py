# /// script
# requires-python = "==3.12.*"
# dependencies = ["validate_email==1.3"]
#
# [tool.breakage]
# breaks = ["-O", "-OO"]
# see = "https://github.com/syrusakbary/validate_email/issues/20"
# ///

from validate_email import validate_email

print(validate_email('nobody'), validate_email('ann@example.org'))
