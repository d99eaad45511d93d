# /// script
# requires-python = "==3.8.*"
# dependencies = [
#     "smart_open==1.9.0",
#     "boto3==1.37.38",
#     "boto==2.49.0",
#     "botocore==1.37.38",
#     "certifi==2026.10.19.post1",
#     "charset-normalizer==3.5.3",
#     "idna==3.15",
#     "jmespath==1.0.1",
#     "python-dateutil==2.9.0.post0",
#     "requests==2.32.4",
#     "s3transfer==0.11.5",
#     "six==1.17.0",
#     "urllib3==1.26.20",
# ]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# see = "https://github.com/piskvorky/smart_open/issues/396"
# ///

import smart_open

print(smart_open.__name__)
