"""The application as servers and the `flask` command find it."""

import os
import sys
from pathlib import Path

from drillhub.app import create_app
from drillhub.config import Config, ConfigError, make_secret

ROOT = Path(__file__).resolve().parent

if sys.argv[1:2] == ["demo"] and not os.environ.get("DRILLHUB_SECRET_KEY"):
    make_secret(ROOT / "instance")  # the demo starts without any setting

try:
    app = create_app(Config.from_env(os.environ, root=ROOT))
except ConfigError as error:
    for problem in error.problems:
        print(problem, file=sys.stderr)  # noqa: T201 - logging is not set up yet
    sys.exit(1)
