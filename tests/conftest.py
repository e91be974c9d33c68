"""Fixtures for every test: the validator, the browser, pages opened in it, and a web server."""

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser
from support import ToolMissingError, serving
from support.browsing import Reader, running_browser
from support.validating import Validate, validate, vnu_command


@pytest.fixture(scope="session")
def nu_validator() -> Validate:
    """Files in, one line per fault out. A missing tool is a failure: a skipped check would prove nothing."""
    try:
        return partial(validate, command=vnu_command())
    except ToolMissingError as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests.

    While it runs, Playwright's event loop is the running one of this thread: a test that needs
    `asyncio.run` calls it in a thread of its own.
    """
    try:
        with running_browser() as browser:
            yield browser
    except ToolMissingError as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Reader]:
    """Opens pages; each visit has a fresh context, closed after the test."""
    reader = Reader(browser)
    yield reader
    reader.close()


@pytest.fixture(scope="session")
def serve_folder() -> serving.ServeFolder:
    """Context manager: a folder behind a web server on loopback, under a sub-path."""
    return serving.serve_folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """One flag rewrites the golden files; the diff is then read."""
    parser.addoption("--rewrite-golden", action="store_true", help="write tests/golden/*/expected.* anew")
