# /// script
# requires-python = "==3.9.*"
# dependencies = [
#     "pyjwkest==1.4.2",
#     "certifi==2026.10.19.post1",
#     "charset-normalizer==3.5.3",
#     "future==1.0.0",
#     "idna==3.20",
#     "pycryptodomex==3.24.2",
#     "requests==2.32.5",
#     "six==1.17.0",
#     "urllib3==2.6.3",
# ]
#
# [tool.breakage]
# breaks = ["-O", "-OO"]
# see = "https://github.com/IdentityPython/pyjwkest/issues/100"
# ///

from jwkest.jwe import JWEnc

token = JWEnc()
token.headers = {'alg': 'RS256'}
token.part = [b'', b'', b'']
print(token.is_jwe())
