"""What the parts of a scenario must be true of each other: ids, references, times, answers.

Works on the plain values of a file, whatever their shape, so that one file's problems of shape and of sense are
listed together. A value of the wrong type is passed over here: the schema has already refused it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from drillhub.core.i18n import LazyString, _l
from drillhub.documents.problems import Fault, Path, path_text
from drillhub.scenarios.content import EVERYONE, INCIDENT_START
from drillhub.vocabulary import QuestionType

_NAMED_LISTS: Final[tuple[tuple[Path, str], ...]] = (
    (("premises", "variables"), "key"),
    (("objectives",), "id"),
    (("roles",), "id"),
    (("injects",), "seq"),
    (("tasks",), "id"),
    (("evaluation_criteria",), "id"),
    (("quiz",), "id"),
)


def check(plain: Any) -> list[Fault]:
    """All faults between the parts of one scenario. plain: the values of a file, or what `to_dict` gives."""
    if not isinstance(plain, Mapping):
        return []
    return [
        *_repeated_names(plain),
        *_repeated_words(plain),
        *_unknown_references(plain),
        *_clock_starts(plain),
        *_clock_circles(plain),
        *_times(plain),
        *_group_size(plain),
        *_answers(plain),
    ]


def _repeated_names(plain: Mapping[str, Any]) -> Iterator[Fault]:
    for path, key in _NAMED_LISTS:
        yield from _repeats(plain, path, key)
    for index, _question in _entries(plain, ("quiz",)):
        yield from _repeats(plain, ("quiz", index, "choices"), "id")
        yield from _repeats(plain, ("quiz", index, "items"), "id")
    for index, role in _entries(plain, ("roles",)):
        if _name(role, "id") == EVERYONE:
            sentence = _l("役割 all（全員）はいつでも使えるので、roles には書かないでください。")
            yield Fault(("roles", index, "id"), sentence)


def _repeats(plain: Mapping[str, Any], path: Path, key: str) -> Iterator[Fault]:
    seen = set()
    for index, entry in _entries(plain, path):
        name = _name(entry, key)
        if name in seen:
            sentence = _l(
                "%(list)s の中で %(key)s「%(name)s」が重なっています。別の値にしてください。",
                list=path_text(path),
                key=key,
                name=name,
            )
            yield Fault((*path, index, key), sentence)
        if name is not None:
            seen.add(name)


def _repeated_words(plain: Mapping[str, Any]) -> Iterator[Fault]:
    for path in (("drill_types",), ("plan_items",)):
        yield from _repeated_in(plain, path)
    for index, _inject in _entries(plain, ("injects",)):
        for key in ("to", "tasks", "objectives"):
            yield from _repeated_in(plain, ("injects", index, key))


def _repeated_in(plain: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    seen = set()
    for index, word in _words(plain, path):
        if word in seen:
            yield Fault((*path, index), _l("「%(name)s」が2回書かれています。1つにしてください。", name=word))
        seen.add(word)


def _unknown_references(plain: Mapping[str, Any]) -> Iterator[Fault]:
    roles = _names(plain, ("roles",)) | {EVERYONE}
    tasks = _names(plain, ("tasks",))
    objectives = _names(plain, ("objectives",))
    for index, _inject in _entries(plain, ("injects",)):
        for key, known, sentence in (
            ("to", roles, _no_such_role),
            ("tasks", tasks, _no_such_task),
            ("objectives", objectives, _no_such_objective),
        ):
            for position, name in _words(plain, ("injects", index, key)):
                if name not in known:
                    yield Fault(("injects", index, key, position), sentence(name))
    for path, key, known, sentence in (
        ("tasks", "role", roles, _no_such_role),
        ("evaluation_criteria", "objective", objectives, _no_such_objective),
        ("quiz", "objective", objectives, _no_such_objective),
    ):
        for index, entry in _entries(plain, (path,)):
            reference = _name(entry, key)
            if reference is not None and reference not in known:
                yield Fault((path, index, key), sentence(reference))


def _clock_starts(plain: Mapping[str, Any]) -> Iterator[Fault]:
    """measured_from is `incident_start`, `inject:<seq>` or `task:<id>`, of what exists."""
    seqs = _names(plain, ("injects",), "seq")
    tasks = _names(plain, ("tasks",))
    for index, task in _entries(plain, ("tasks",)):
        start = _name(task, "measured_from")
        if not isinstance(start, str) or start == INCIDENT_START:
            continue
        kind, _colon, name = start.partition(":")
        path = ("tasks", index, "measured_from")
        if kind == "inject":
            if name not in seqs:
                yield Fault(path, _l("状況付与「%(name)s」は injects の seq にありません。", name=_short(name)))
        elif kind == "task":
            if name not in tasks:
                yield Fault(path, _no_such_task(name))
        else:
            sentence = _l(
                "「%(name)s」は使えません。incident_start、inject:<seq>、task:<id> のどれかにしてください。",
                name=_short(start),
            )
            yield Fault(path, sentence)


def _clock_circles(plain: Mapping[str, Any]) -> Iterator[Fault]:
    """A task's clock must not wait, over any number of tasks, for its own end."""
    starts: dict[str, str] = {}
    places: dict[str, int] = {}
    for index, task in _entries(plain, ("tasks",)):
        name, start = _name(task, "id"), _name(task, "measured_from")
        if isinstance(name, str) and name not in places:
            places[name] = index
            if isinstance(start, str) and start.startswith("task:"):
                starts[name] = start.removeprefix("task:")
    done: set[str] = set()
    for first in starts:
        trail: list[str] = []
        task_id = first
        while task_id in starts and task_id not in done and task_id not in trail:
            trail.append(task_id)
            task_id = starts[task_id]
        if task_id in trail:
            circle = [*trail[trail.index(task_id) :], task_id]
            sentence = _l(
                "計り始めが輪になっています（%(circle)s）。どれかを incident_start か inject にしてください。",
                circle=" → ".join(circle[:20]),
            )
            yield Fault(("tasks", places[task_id], "measured_from"), sentence)
        done.update(trail)


def _times(plain: Mapping[str, Any]) -> Iterator[Fault]:
    """In the order of seq, neither clock goes back."""
    injects = [
        (seq, index, inject)
        for index, inject in _entries(plain, ("injects",))
        if (seq := _whole(inject.get("seq"))) is not None
    ]
    injects.sort(key=lambda entry: entry[:2])
    for key, sentence in (
        ("drill_min", _l("訓練の時刻（drill_min）が、前の状況付与より早くなっています。")),
        ("story_min", _l("想定の時刻（story_min）が、前の状況付与より早くなっています。")),
    ):
        latest = 0
        for _seq, index, inject in injects:
            minutes = _whole(inject.get(key))
            if minutes is not None and 0 <= minutes < latest:
                yield Fault(("injects", index, key), sentence)
            latest = max(latest, minutes or 0)


def _group_size(plain: Mapping[str, Any]) -> Iterator[Fault]:
    size = plain.get("recommended_group_size")
    if isinstance(size, Mapping):
        least, most = _whole(size.get("min")), _whole(size.get("max"))
        if least is not None and most is not None and least > most:
            sentence = _l("最少の人数（min）が最多の人数（max）より多くなっています。")
            yield Fault(("recommended_group_size", "min"), sentence)


def _answers(plain: Mapping[str, Any]) -> Iterator[Fault]:
    """A question has the answer that its type needs."""
    for index, question in _entries(plain, ("quiz",)):
        correct = sum(choice.get("correct") is True for _index, choice in _entries(plain, ("quiz", index, "choices")))
        kind = question.get("type")
        if kind == QuestionType.SINGLE and "choices" in question and correct != 1:
            sentence = _l("一つ選ぶ問題の正解は1つだけにしてください（いまは%(count)sつあります）。", count=correct)
            yield Fault(("quiz", index, "choices"), sentence)
        elif kind == QuestionType.MULTIPLE and "choices" in question and correct == 0:
            yield Fault(("quiz", index, "choices"), _l("すべて選ぶ問題には、正解を1つ以上付けてください。"))
        elif kind == QuestionType.ORDERING and "answer" in question:
            items = sorted(_name(item, "id") or "" for _, item in _entries(plain, ("quiz", index, "items")))
            answer = sorted(word for _, word in _words(plain, ("quiz", index, "answer")))
            if items != answer:
                sentence = _l("並べ替えの答え（answer）には、items の id をすべて1回ずつ書いてください。")
                yield Fault(("quiz", index, "answer"), sentence)


# --- Sentences used more than once ----------------------------------------------------------------------------


def _no_such_role(name: str) -> LazyString:
    return _l("役割「%(name)s」は roles にありません。", name=_short(name))


def _no_such_task(name: str) -> LazyString:
    return _l("作業「%(name)s」は tasks にありません。", name=_short(name))


def _no_such_objective(name: str) -> LazyString:
    return _l("目標「%(name)s」は objectives にありません。", name=_short(name))


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:60] + "…"


# --- Reading plain values of unknown shape --------------------------------------------------------------------


def _at(plain: Any, path: Path) -> Any:
    for step in path:
        if isinstance(step, int):
            plain = plain[step]
        elif isinstance(plain, Mapping):
            plain = plain.get(step)
        else:
            return None
    return plain


def _entries(plain: Mapping[str, Any], path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    """The mappings of a list with their positions; nothing when there is no list."""
    entries = _at(plain, path)
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        return []
    return [(index, entry) for index, entry in enumerate(entries) if isinstance(entry, Mapping)]


def _words(plain: Mapping[str, Any], path: Path) -> list[tuple[int, str]]:
    """The texts of a list with their positions; nothing when there is no list."""
    words = _at(plain, path)
    if not isinstance(words, Sequence) or isinstance(words, str):
        return []
    return [(index, word.strip()) for index, word in enumerate(words) if isinstance(word, str)]


def _name(entry: Mapping[str, Any], key: str) -> str | None:
    """An id or another text; a whole number (seq) as its digits."""
    value = entry.get(key)
    if isinstance(value, str):
        return value.strip() or None
    return None if _whole(value) is None else str(value)


def _names(plain: Mapping[str, Any], path: Path, key: str = "id") -> set[str]:
    return {name for _index, entry in _entries(plain, path) if (name := _name(entry, key)) is not None}


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
