"""D2, P4: one process runs the timetable; one that was frozen cannot write any more."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from drillhub.audit import OPERATOR, record
from drillhub.core import clock, tenancy
from drillhub.core.database import db
from drillhub.core.transactions import check_before_writing, transaction
from drillhub.scheduling import lease as leases
from drillhub.scheduling.lease import Lease, LeaseLost, SchedulerLease
from tests.support.world import Org, World


def expire(world: World) -> None:
    with world.app.app_context(), transaction():
        db.session.execute(update(SchedulerLease).values(expires_at=leases.database_now() - timedelta(seconds=1)))


def renew(world: World, lease: Lease) -> bool:
    with world.app.app_context():
        return lease.renew()


def test_d2_the_first_to_ask_holds_the_lease_and_keeps_it(world: World) -> None:
    first, second = Lease(), Lease()
    assert renew(world, first)
    assert not renew(world, second)
    assert renew(world, first)


def test_d2_another_takes_over_when_the_lease_expires_with_a_higher_fence(world: World) -> None:
    first, second = Lease(), Lease()
    renew(world, first)
    expire(world)
    assert renew(world, second)
    assert (first.fence, second.fence) == (1, 2)
    assert not renew(world, first)


def test_f34_a_process_that_was_frozen_writes_nothing_when_it_wakes(world: World, org: Org) -> None:
    frozen, other = Lease(), Lease()
    renew(world, frozen)
    expire(world)
    renew(world, other)
    with world.app.app_context():
        tenancy.bind(org.id)
        check_before_writing(frozen.check)
        with pytest.raises(LeaseLost), transaction():
            record("test.done", by=OPERATOR, at=clock.now())


def test_a_lease_that_was_let_go_is_free_at_once(world: World) -> None:
    first, second = Lease(), Lease()
    renew(world, first)
    with world.app.app_context():
        first.release()
        assert not leases.is_fresh()
    assert renew(world, second)


def test_readyz_says_whether_the_timetable_runs(world: World) -> None:
    browser = world.browser()
    assert browser.get("/healthz").status_code == 200
    assert browser.get("/readyz").status_code == 503
    renew(world, Lease())
    with world.app.app_context():
        assert leases.is_fresh()
