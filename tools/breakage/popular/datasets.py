# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "datasets==5.2.0",
#     "anyio==4.16.0",
#     "click==8.5.1",
#     "dill==0.4.1",
#     "filelock==4.3.1",
#     "fsspec==2026.9.0",
#     "h11==0.16.0",
#     "hf-xet==1.8.0",
#     "httpcore2==2.16.2",
#     "httpx2==2.16.2",
#     "huggingface-hub==2.4.0",
#     "idna==3.20",
#     "multiprocess==0.70.19",
#     "numpy==2.5.5",
#     "packaging==26.4",
#     "pandas==3.1.1",
#     "pyarrow==26.0.1",
#     "python-dateutil==4.0.0",
#     "pyyaml==6.0.4",
#     "tqdm==4.70.1",
#     "truststore==0.10.5",
#     "typing-extensions==4.16.0",
#     "tzdata==2026.6",
#     "xxhash==4.1.0",
# ]
#
# [tool.breakage]
# breaks = ["no-source"]
# confirms = ["datasets/packaged_modules/__init__.py:53"]
# ///

import datasets

print(datasets.__name__)
