"""The service as a process of its own, in the folder that the test gave it."""

import os
from pathlib import Path

from drillhub.app import app_from_environment

app = app_from_environment(Path(os.environ["DRILLHUB_TEST_ROOT"]))
