"""Every exception raised on purpose.

    SiteBuilderError        where, what, what to do
    ├── SeedError           one seed cannot be used: it is left out, named and counted; the build goes on
    ├── ConfigError         site.toml or the command line is wrong: nothing is built (exit status 2)
    ├── SiteError           the site would be wrong, as two pages at one URL: nothing is written
    ├── OutputError         output/ cannot be written or is not ours to write
    ├── WorkerError         a worker process ended by itself: what is written is whole, the next build goes on from there
    └── DamagedError        what the last build remembered is no longer readable: everything is made again

Arguments are positional, so that an error survives the trip between processes. Anything else that is
raised is a bug and keeps its traceback.
"""


class SiteBuilderError(Exception):
    """Where it happened, what is wrong, and what the user can do about it."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(where, what, remedy)
        self.where = where
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.where}: {self.what}\n    {self.remedy}"


class SeedError(SiteBuilderError):
    """One seed cannot be used."""


class ConfigError(SiteBuilderError):
    """The configuration or an option is wrong."""


class SiteError(SiteBuilderError):
    """The planned site breaks one of its own laws."""


class OutputError(SiteBuilderError):
    """The output folder cannot be used."""


class WorkerError(SiteBuilderError):
    """A worker process ended before its work did."""


class DamagedError(SiteBuilderError):
    """What the last build remembered is not what it wrote."""
