"""What every test may ask for."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots",
        type=Path,
        metavar="DIR",
        help="keep the pictures that docs/ shows of the story in tests/e2e",
    )


def pytest_configure() -> None:
    """How long an example takes says more of the machine's other work than of our code."""
    settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("busy")
