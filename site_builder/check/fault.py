"""What breaks a law of the site, and what a person should look at."""

from __future__ import annotations

from typing import Literal

from site_builder.value import dataclass

Level = Literal["fault", "remark"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in output/: by which law, where, what, and what to do about it."""

    law: str
    """Its name, as "links"; `LAWS` and `REMARKS` say what each demands."""
    place: str
    """A file of the site, with the line where that helps; path relative to the site's root."""
    what: str
    remedy: str
    level: Level = "fault"
    """A remark is no fault of the site: a person looks at it, and it may be right as it is."""

    def __str__(self) -> str:
        """One line, whatever stands in an address that is quoted."""
        return " ".join(f"{self.place}: [{self.law}] {self.what}; {self.remedy}".split())
