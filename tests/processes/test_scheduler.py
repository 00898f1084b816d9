"""D2, F34: whatever happens to the processes, one of them runs the timetable."""

import os
import signal
import time

import pytest

from tests.processes.installation import Installation, kill_group, wait_until

pytestmark = pytest.mark.processes

TAKEOVER_SECONDS = 10


def test_d2_the_serving_process_runs_the_timetable_and_another_waits(own: Installation) -> None:
    own.serve()
    wait_until(own.lease, TAKEOVER_SECONDS, own.log)
    served = own.lease()
    assert served is not None
    assert own.process is not None
    assert os.getpgid(served.process) == own.process.pid
    beside = own.start("scheduler", "run")
    try:
        for _ in range(10):
            time.sleep(0.5)
            assert own.lease() == served
        own.process.send_signal(signal.SIGTERM)
        assert own.process.wait(timeout=10) == 0
        # Told to stop, it lets go: nobody has to wait for the lease to run out.
        wait_until(lambda: (held := own.lease()) and held.process == beside.pid, 3, own.log)
    finally:
        kill_group(beside)


@pytest.mark.postgres
def test_d2_f34_killed_or_frozen_the_other_takes_over_and_who_wakes_is_refused(own: Installation) -> None:
    processes = {each.pid: each for each in (own.start("scheduler", "run") for _ in range(2))}
    try:
        wait_until(own.lease, 20, own.log)
        first = own.lease()
        assert first is not None
        time.sleep(2)
        assert own.lease() == first

        os.kill(first.process, signal.SIGSTOP)
        wait_until(lambda: (held := own.lease()) and held.process != first.process, TAKEOVER_SECONDS, own.log)
        second = own.lease()
        assert second is not None
        assert second.fence == first.fence + 1
        os.kill(first.process, signal.SIGCONT)
        time.sleep(2)
        assert own.lease() == second  # the one that woke did not take it back

        kill_group(processes[second.process])
        wait_until(lambda: (held := own.lease()) and held.process == first.process, TAKEOVER_SECONDS, own.log)
        third = own.lease()
        assert third is not None
        assert third.fence == second.fence + 1

        processes[first.process].send_signal(signal.SIGTERM)
        assert processes[first.process].wait(timeout=10) == 0
        assert own.lease() is None
    finally:
        for each in processes.values():
            kill_group(each)
