"""A build stays cheap, by a count of function calls that is the same on every machine."""

from pathlib import Path

from bench.guard import CEILING, ONCE, SEARCH, count_calls, measure


def test_a_whole_build_stays_under_its_share_of_python_markdown(tmp_path: Path) -> None:
    cost = measure(tmp_path)
    assert cost.share <= CEILING, (
        f"{cost.ours:,.0f} calls an article are {cost.share:.2f} times those of Python-Markdown; "
        "python -m bench.guard counts them, make bench says what they cost"
    )
    assert cost.once <= ONCE, f"{cost.once:,.0f} calls once a build"
    assert cost.search <= SEARCH, f"{cost.search:,.0f} calls an article for the search"


def test_calls_of_python_and_of_c_are_counted() -> None:
    def work() -> None:
        for _ in range(10):
            len("")

    assert count_calls(work) - count_calls(lambda: None) == 10
