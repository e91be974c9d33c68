"""The order of the stages; where stages, store and engine meet.

building      a build from end to end
collect       first half: changed seeds → articles in the store
linking       between: stories of articles that print no source, by their content
arrange       between: stories, addresses, lists
making        second half: stories and lists → files, in workers
explaining    what is known of a seed, and why; imported by those who ask
library       the tables of the store
prints        fingerprints of what everything depends on
run, workers  what a build is done with
"""

from __future__ import annotations

from collections.abc import Callable

from site_builder.config import Config
from site_builder.errors import DamagedError, OutputError
from site_builder.model import Report
from site_builder.pipeline.building import check_after_start, opened, remade
from site_builder.pipeline.collect import Seen
from site_builder.pipeline.making import forget_looks
from site_builder.pipeline.remarks import review_page
from site_builder.pipeline.run import Progress, Run, Silent
from site_builder.store import DatabaseError, is_damage, is_refusal
from site_builder.value import dataclass


@dataclass(frozen=True, slots=True)
class Looked:
    """What gives what somebody sees just now: folders of seeds/ and their numbers, and those of output/."""

    seeds: Callable[[], Seen] | None = None
    output: Callable[[], Seen] | None = None


def build(config: Config, run: Run | None = None, looked: Looked | None = None) -> Report:
    """The whole site."""
    run = run or Run()
    looked = looked or Looked()
    try:
        with opened(config, run) as store:
            try:
                check_after_start(store)
                return remade(config, run, store, looked.seeds, looked.output)
            except (DatabaseError, DamagedError) as error:
                if not isinstance(error, DamagedError) and not is_damage(error):
                    raise
                store.start_anew(
                    f"what the last build remembered is damaged ({error}); everything is made again"
                )
                run.problems.clear()
                return remade(config, run, store, None, None)
    except DatabaseError as error:
        if not is_refusal(error):
            raise
        raise OutputError(
            str(config.build.cache),
            f"cannot be written ({error})",
            "free space or mend the rights, then build again: it goes on from here",
        ) from None


__all__ = [
    "Looked",
    "Progress",
    "Run",
    "Silent",
    "build",
    "forget_looks",
    "review_page",
]
