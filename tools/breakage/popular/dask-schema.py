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
# confirms = ["dask/bag/avro.py:285"]
# ///

import sys
import types
import dask.bag

# Only its name is needed before the schema is checked.
sys.modules['fastavro'] = types.ModuleType('fastavro')
bag = dask.bag.from_sequence([{'high': 3}])
try:
    bag.to_avro('tide.*.avro', {'name': 'tide', 'type': 'table', 'fields': []}, compute=False)
    print('accepted')
except AssertionError as error:
    print(error)
