# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "cads-api-client==1.5.2",
#     "attrs==26.1.0",
#     "certifi==2026.10.19.post1",
#     "charset-normalizer==3.5.3",
#     "idna==3.20",
#     "multiurl==0.3.9",
#     "python-dateutil==4.0.0",
#     "pytz==2026.6",
#     "requests==2.34.2",
#     "tqdm==4.70.1",
#     "typing-extensions==4.16.0",
#     "tzdata==2026.6",
#     "urllib3==2.8.0",
# ]
#
# [tool.breakage]
# breaks = ["-O", "-OO"]
# see = "https://github.com/ecmwf/cdsapi/issues/133"
# ///

import requests
from cads_api_client.processing import ApiResponse

answer = ApiResponse.__new__(ApiResponse)
answer.__dict__['response'] = requests.Response()
answer.response._content = b'{"id": "one", "links": []}'
print(answer._json_dict)
