# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "lightgbm==4.7.0",
#     "click==8.5.1",
#     "cloudpickle==3.1.3",
#     "dask==2026.8.0",
#     "distributed==2026.8.0",
#     "fsspec==2026.9.0",
#     "jinja2==3.1.6",
#     "joblib==1.6.0",
#     "locket==1.0.0",
#     "markupsafe==3.0.4",
#     "msgpack==1.2.4",
#     "narwhals==2.29.0",
#     "numpy==2.5.5",
#     "packaging==26.4",
#     "pandas==3.1.1",
#     "partd==1.4.2",
#     "psutil==7.2.2",
#     "pyarrow==26.0.1",
#     "python-dateutil==4.0.0",
#     "pyyaml==6.0.4",
#     "scikit-learn==1.9.1",
#     "scipy==1.18.1",
#     "sortedcontainers==2.4.0",
#     "tblib==3.2.2",
#     "threadpoolctl==3.8.0",
#     "toolz==1.2.0",
#     "tornado==6.6.1",
#     "tzdata==2026.6",
#     "zict==3.0.0",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# confirms = ["lightgbm/dask.py:1231"]
# ///

import lightgbm.dask

print(lightgbm.dask.__name__)
