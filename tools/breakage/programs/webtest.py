# /// script
# requires-python = "==3.9.*"
# dependencies = [
#     "WebTest==2.0.32",
#     "beautifulsoup4==4.15.0",
#     "six==1.17.0",
#     "soupsieve==2.8.4",
#     "typing-extensions==4.16.0",
#     "waitress==3.0.2",
#     "webob==1.8.11",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/Pylons/webtest/issues/208"
# ///

from webtest import TestApp

def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'one']
print(TestApp(application).get('/').text)
