"""A hub, a shelf, and tiny models to put on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import torch

from tests.inference.engines.diffusion.tiny import save_all, sd15
from tests.inference.shelf.hub_server import Hub


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny Stable Diffusion, as diffusers saves it."""
    folder = tmp_path_factory.mktemp("tiny") / "tiny"
    with torch.random.fork_rng():
        torch.manual_seed(0)
        sd15().save_pretrained(folder, safe_serialization=True)
    return folder


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models directory with one folder for each family."""
    folder = tmp_path_factory.mktemp("models")
    save_all(folder)
    return folder


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    async with Hub().serving() as hub:
        yield hub


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """An empty models directory that does not exist yet."""
    return tmp_path / "models"
