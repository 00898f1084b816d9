"""A command that is run and killed many times: the app is loaded once, each run is a process forked from it.

    python -m tests.processes.again_and_again people import FILE --org demo

Reads one line a run: `statement N` kills the process with -9 before its Nth statement or commit reaches the database,
`seconds S` after so long, `never` lets it come through. Answers each with how it ended, as `killed` or its exit code.
"""

import os
import signal
import sys
import time

from tests.processes.dying import die_before
from tests.processes.service import app


def main(words: list[str]) -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        kind, _, value = line.strip().partition(" ")
        child = os.fork()
        if child == 0:
            if kind == "statement":
                die_before(int(value))
            _run(words)
        if kind == "seconds":
            time.sleep(float(value))
            os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        print("killed" if code == -signal.SIGKILL else code, flush=True)


def _run(words: list[str]) -> None:
    # The answers' stream belongs to the process above.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    result = app.test_cli_runner().invoke(args=words)
    if result.exit_code:
        print(result.output, result.exception, file=sys.stderr, flush=True)
    os._exit(result.exit_code)


if __name__ == "__main__":
    main(sys.argv[1:])
