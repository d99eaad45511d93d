# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "pysaml2==7.4.2",
#     "certifi==2026.10.19.post1",
#     "cffi==2.1.1",
#     "charset-normalizer==3.5.3",
#     "cryptography==50.0.2",
#     "defusedxml==0.7.1",
#     "elementpath==5.1.4",
#     "idna==3.20",
#     "pycparser==3.12",
#     "pyopenssl==26.4.0",
#     "python-dateutil==4.0.0",
#     "pytz==2026.6",
#     "requests==2.34.2",
#     "typing-extensions==4.16.0",
#     "tzdata==2026.6",
#     "urllib3==2.8.0",
#     "xmlschema==4.3.2",
# ]
#
# [tool.breakage]
# breaks = []
# ///

from saml2.attribute_converter import ac_factory

print(len(ac_factory()))
