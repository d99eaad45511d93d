# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "shap==0.54.1",
#     "cloudpickle==3.1.3",
#     "joblib==1.6.0",
#     "narwhals==2.29.0",
#     "numpy==2.5.5",
#     "packaging==26.4",
#     "pandas==3.1.1",
#     "python-dateutil==4.0.0",
#     "scikit-learn==1.9.1",
#     "scipy==1.18.1",
#     "slicer==0.0.8",
#     "threadpoolctl==3.8.0",
#     "tqdm==4.70.1",
#     "tzdata==2026.6",
# ]
#
# [tool.breakage]
# breaks = ["-O"]
# confirms = ["shap/utils/_masked_model.py:286"]
# ///

import numpy
import shap
from shap.maskers import Independent
from shap.utils import MaskedModel


def model(rows):
    """It should give one output for each row."""
    return numpy.zeros(1)


masked = MaskedModel(model, Independent(numpy.zeros((2, 2))), shap.links.identity, False, numpy.ones(2))
try:
    print(masked(numpy.array([[True, False], [False, True]])).shape)
except AssertionError:
    print('refused')
except Exception as error:
    print(type(error).__name__)
