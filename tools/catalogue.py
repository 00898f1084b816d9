"""Bring the English catalogue in line with the sentences in the program, and compile it.

python -m tools.catalogue          adds what is new (empty, to be translated), drops what is gone, compiles
python -m tools.catalogue --check  only says what is missing; exit code 1 when something is
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
PO = ROOT / "drillhub" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
FOLDERS = ("drillhub", "templates")
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}


def extracted(folders: tuple[str, ...] = FOLDERS) -> Catalog:
    """Every sentence of the program, without the places where they stand: those change too often to be worth a line."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = Catalog(project="DrillHub", charset="utf-8")
    for folder in folders:
        absolute = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods]
        chosen = {pattern.removeprefix(f"{folder}/"): values for pattern, values in options.items()}
        for _file, _line, message, _comments, context in extract_from_dir(
            str(ROOT / folder), absolute, chosen, keywords=KEYWORDS
        ):
            found.add(message, context=context)
    return found


def catalogue() -> Catalog:
    """The English catalogue as it is kept."""
    with PO.open("rb") as kept:
        return read_po(kept, locale="en")


def untranslated(kept: Catalog, found: Catalog) -> list[Message]:
    """Sentences of the program that English lacks."""
    missing = []
    for message in found:
        if message.id:
            known = kept.get(message.id, message.context)
            texts = [] if known is None else [known.string] if isinstance(known.string, str) else list(known.string)
            if known is None or known.fuzzy or not all(texts) or not texts:
                missing.append(message)
    return missing


def main() -> int:
    kept, found = catalogue(), extracted()
    missing = untranslated(kept, found)
    for message in missing:
        print(f"not translated: {message.id!r}")
    if "--check" in sys.argv:
        return 1 if missing else 0
    kept.update(found, no_fuzzy_matching=True)
    kept.obsolete.clear()
    # Neither names nor dates: they would change the file at every run, and the history of the project tells them.
    kept.header_comment = "# English sentences of DrillHub. Kept by `make catalogue`."
    kept.fuzzy = False
    kept.project, kept.version = "DrillHub", "1"
    kept.msgid_bugs_address = kept.last_translator = kept.language_team = ""
    kept.creation_date = kept.revision_date
    with PO.open("wb") as target:
        write_po(target, kept, width=120, no_location=True, sort_output=True, omit_header=False)
    with MO.open("wb") as target:
        write_mo(target, kept)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
