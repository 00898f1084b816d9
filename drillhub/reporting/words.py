"""A text that exists in two languages: names that scenarios and records carry in Japanese and English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """en "" means there is no English: the Japanese is shown to everybody. What people wrote has one form only."""

    ja: str
    en: str = ""

    def text(self, language: str) -> str:
        return self.en if language == "en" and self.en else self.ja
