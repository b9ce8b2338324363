"""What every test may ask for."""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots",
        type=Path,
        metavar="DIR",
        help="keep the pictures that docs/ shows of the story in tests/e2e",
    )
