# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "pyproject-api==1.12.1",
#     "packaging==26.4",
# ]
#
# [tool.breakage]
# breaks = ["no-source"]
# confirms = ["pyproject_api/_frontend.py:263"]
# ///

import os
from pathlib import Path
from pyproject_api import SubprocessFrontend

os.makedirs('project')
Path('project/pyproject.toml').write_text('[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n')
Path('project/backend.py').write_text('def get_requires_for_build_wheel(config_settings=None):\n    return ["tide"]\n')
frontend = SubprocessFrontend(*SubprocessFrontend.create_args_from_folder(Path('project'))[:-1])
print(frontend.get_requires_for_build_wheel().requires)
