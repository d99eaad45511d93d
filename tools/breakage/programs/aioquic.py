# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "aioquic==0.9.20",
#     "certifi==2026.10.19.post1",
#     "cffi==2.1.1",
#     "cryptography==50.0.2",
#     "pycparser==3.12",
#     "pylsqpack==0.3.24",
#     "pyopenssl==26.4.0",
#     "typing-extensions==4.16.0",
# ]
#
# [tool.breakage]
# breaks = ["-O", "-OO"]
# see = "https://github.com/aiortc/aioquic/commit/57722463ff6b6cbe11f056d7f253ed5161f25356"
# ///

from aioquic.buffer import Buffer
from aioquic.tls import ClientHello, pull_client_hello, push_client_hello

hello = ClientHello(random=bytes(32), legacy_session_id=b'', cipher_suites=[4865], legacy_compression_methods=[0])
hello.key_share, hello.supported_versions, hello.signature_algorithms, hello.supported_groups = [], [772], [1027], [29]
buffer = Buffer(capacity=1000)
push_client_hello(buffer, hello)
print(pull_client_hello(Buffer(data=buffer.data)).cipher_suites)
