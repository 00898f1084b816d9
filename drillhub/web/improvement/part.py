"""What the pages of a drill show of improvement (templates/improvement/_effects.html, _finding.html)."""

from dataclasses import dataclass

from drillhub.drills.access import Standing
from drillhub.identity.roles import Role
from drillhub.improvement import queries, sheet
from drillhub.improvement.access import PREPARE_PROPOSALS, READ_PROPOSALS
from drillhub.improvement.queries import Reference
from drillhub.improvement.sheet import SheetLine
from drillhub.web.doors import me
from drillhub.web.improvement.forms import VerificationForm


@dataclass(frozen=True)
class ShownLine:
    """A proposal on the evaluation sheet. form: None for those who may only read, and once the effect is written.

    is_too_early: the drill took place before the proposal was carried out, so that it cannot show its effect.
    """

    line: SheetLine
    form: VerificationForm | None
    is_too_early: bool = False


@dataclass(frozen=True)
class ImprovementPart:
    """proposals: number of the finding → its proposal. may_propose: whether a finding becomes one with a click.

    reads: whether proposals can be opened.
    """

    run_id: int
    lines: tuple[ShownLine, ...]
    proposals: dict[int, Reference]
    may_propose: bool
    reads: bool


def may_write_effects(standing: Standing) -> bool:
    """Those who evaluate the drill, and general affairs."""
    return standing.may_evaluate or me().acts_as(Role.GENERAL_AFFAIRS)


def may_propose_findings(standing: Standing) -> bool:
    """Those who evaluate the drill, and those who work proposals out."""
    return standing.may_evaluate or me().acts_as(*PREPARE_PROPOSALS)


def part_of_drill(
    drill_id: int, run_id: int, standing: Standing, *, refused: VerificationForm | None = None
) -> ImprovementPart:
    """Of a drill whose run has ended. refused: a form as it was sent. Two statements."""
    may_write = may_write_effects(standing)
    return ImprovementPart(
        run_id=run_id,
        lines=tuple(_shown(line, refused, may_write=may_write) for line in sheet.lines_of(drill_id)),
        proposals=queries.by_finding(drill_id),
        may_propose=may_propose_findings(standing),
        reads=me().acts_as(*READ_PROPOSALS),
    )


def sent_form(verification_id: int) -> VerificationForm:
    """The form of a line as it was sent; several of them stand on one page."""
    return VerificationForm(prefix=_prefix(verification_id))


def _shown(line: SheetLine, refused: VerificationForm | None, *, may_write: bool) -> ShownLine:
    if line.result is not None or line.is_too_early:
        return ShownLine(line, None, is_too_early=line.is_too_early)
    return ShownLine(line, _form(line, refused) if may_write else None)


def _form(line: SheetLine, refused: VerificationForm | None) -> VerificationForm:
    if refused is not None and refused.version.name.startswith(_prefix(line.id)):
        return refused
    return VerificationForm(formdata=None, prefix=_prefix(line.id), version=line.version)


def _prefix(verification_id: int) -> str:
    return f"effect-{verification_id}-"
