# /// script
# requires-python = "==3.6.*"
# dependencies = ["gunicorn==19.2.1"]
#
# [tool.breakage]
# breaks = ["-O", "-OO"]
# see = "https://github.com/benoitc/gunicorn/pull/986"
# ///

from gunicorn.http.wsgi import Response

response = Response.__new__(Response)
response.headers = []
try:
    response.process_headers([(1, 'the name is no text')])
    print('accepted')
except Exception as error:
    # gunicorn's own refusal, or whatever the next line makes of it.
    print(type(error).__name__)
