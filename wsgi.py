"""The application as servers and the `flask` command find it."""

import os
import sys
from pathlib import Path

from drillhub.app import app_from_environment
from drillhub.config import make_secret

ROOT = Path(__file__).resolve().parent

if sys.argv[1:2] == ["demo"] and not os.environ.get("DRILLHUB_SECRET_KEY"):
    make_secret(ROOT / "instance")  # the demo starts without any setting

app = app_from_environment(ROOT)
