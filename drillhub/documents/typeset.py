"""The child process that typesets one report and ends: `typeset.py FOLDER FONTS` makes FOLDER/out.pdf."""

import sys
from pathlib import Path

import typst

root, fonts = Path(sys.argv[1]), Path(sys.argv[2])
typst.compile(
    str(root / "report.typ"),
    output=str(root / "out.pdf"),
    root=str(root),
    font_paths=[str(fonts)],
    ignore_system_fonts=True,
    pdf_standards=["a-3a", "ua-1"],
)
