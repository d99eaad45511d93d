# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "dask==2026.8.0",
#     "click==8.5.1",
#     "cloudpickle==3.1.3",
#     "fsspec==2026.9.0",
#     "locket==1.0.0",
#     "packaging==26.4",
#     "partd==1.4.2",
#     "pyyaml==6.0.4",
#     "toolz==1.2.0",
# ]
#
# [tool.breakage]
# breaks = ["-O"]
# confirms = ["dask/bag/avro.py:47"]
# ///

import io
from dask.bag.avro import MAGIC, SYNC_SIZE, read_header

print(read_header(io.BytesIO(MAGIC + b'\0' + b'tide' * 4))['sync'])
