# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "cfn-lint==0.77.10",
#     "annotated-types==0.8.0",
#     "attrs==26.1.0",
#     "aws-sam-translator==1.115.0",
#     "boto3==1.44.8",
#     "botocore==1.44.8",
#     "jmespath==1.1.0",
#     "jschema-to-python==1.2.3",
#     "jsonpatch==1.48",
#     "jsonpickle==4.1.4",
#     "jsonpointer==3.12",
#     "jsonschema==4.26.0",
#     "jsonschema-specifications==2025.9.1",
#     "junit-xml==1.9",
#     "mpmath==1.3.0",
#     "networkx==3.6.1",
#     "pbr==7.1.3",
#     "pydantic==2.13.5",
#     "pydantic-core==2.46.5",
#     "python-dateutil==2.9.0.post0",
#     "pyyaml==6.0.4",
#     "referencing==0.37.0",
#     "regex==2026.11.19",
#     "rpds-py==2026.9.1",
#     "s3transfer==0.19.3",
#     "sarif-om==1.0.4",
#     "setuptools==69.5.1",
#     "six==1.17.0",
#     "sympy==1.14.0",
#     "typing-extensions==4.16.0",
#     "typing-inspection==0.4.5",
#     "urllib3==2.8.0",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from cfnlint.core import get_rules

print(len(get_rules([], [], ['E', 'W', 'I'])) > 100)
