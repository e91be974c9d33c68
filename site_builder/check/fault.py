"""What breaks a law of the site."""

from __future__ import annotations

from site_builder.value import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in output/: by which law, where, what, and what to do about it."""

    law: str
    """Its name, as "links"; `LAWS` says what each demands."""
    place: str
    """A file of the site, with the line where that helps; path relative to the site's root."""
    what: str
    remedy: str

    def __str__(self) -> str:
        """One line, whatever stands in an address that is quoted."""
        return " ".join(f"{self.place}: [{self.law}] {self.what}; {self.remedy}".split())
