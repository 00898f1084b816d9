"""Requests that are made and killed: the app is loaded once, each request is answered by a process forked from it.

    python -m tests.processes.requests_again

Reads one request a line, as JSON: method, path, `json` or `form`, and `die`: the number of the statement or commit
before which the process is killed with -9, or null to let it come through. Answers each with `killed`, or with the
status and the text as JSON.
"""

import json
import os
import signal
import sys
from typing import Any

from tests.processes.dying import die_before
from tests.processes.service import app


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os.write(writing, json.dumps(_answer(json.loads(line))).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as answer:
            text = answer.read()
        _pid, status = os.waitpid(child, 0)
        print("killed" if os.waitstatus_to_exitcode(status) == -signal.SIGKILL else text, flush=True)


def _answer(sent: dict[str, Any]) -> dict[str, Any]:
    if sent["die"] is not None:
        die_before(sent["die"])
    browser = app.test_client()
    answer = browser.open(
        sent["path"],
        method=sent["method"],
        json=sent.get("json"),
        data=sent.get("form"),
        headers={"Accept": "application/json"},
    )
    return {"status": answer.status_code, "text": answer.text, "location": answer.headers.get("Location", "")}


if __name__ == "__main__":
    main()
