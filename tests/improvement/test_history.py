"""What reports read: the proposals and meetings of a period."""

from datetime import date

from drillhub.improvement import history
from tests.support.world import Org, World

YEAR = (date(2026, 4, 1), date(2027, 3, 31))


def test_a_company_without_proposals_has_no_history(world: World, org: Org) -> None:
    with world.inside(org):
        assert history.proposals(*YEAR) == ()
        assert history.meetings(*YEAR) == ()
        assert history.proposal_fact(1) is None
