"""Tiny models on disk, and engines that have them loaded."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

from inference.catalogue import Catalogue
from inference.engines.diffusion import DiffusionEngine
from inference.engines.diffusion.hardware import Device
from inference.engines.diffusion.worth import Worth
from inference.inventory import read_catalogue
from tests.inference.engines.diffusion.tiny import BUILDERS, save_all


@pytest.fixture
def company_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs begin together whatever the forwards of a busy machine seem to say of their cost."""
    monkeypatch.setattr(Worth, "pays", lambda *_: True)


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    """What is this small waits more for a second thread than it gains by it."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models directory with one folder for each family."""
    folder = tmp_path_factory.mktemp("models")
    save_all(folder)
    return folder


@pytest.fixture(scope="session")
def catalogue(models: Path) -> Catalogue:
    return read_catalogue(models)


EXACT = Device(place="cpu", name="test", dtype=torch.float32, why="pixels are compared")


@pytest.fixture(scope="session")
def exact() -> Device:
    """The CPU in fp32, where pixels can be compared bit for bit."""
    return EXACT


@pytest.fixture(scope="module")
def engines(catalogue: Catalogue) -> dict[str, DiffusionEngine]:
    """For each family an engine that has it loaded and computes in fp32.

    New for each file, because an engine that once found too little memory stays careful.
    """
    found = {name: DiffusionEngine(catalogue, EXACT) for name in BUILDERS}
    for name, engine in found.items():
        engine.load(name)
    return found


@pytest.fixture(scope="module")
def threads() -> Iterator[ThreadPoolExecutor]:
    """For jobs that run at once."""
    with ThreadPoolExecutor(8) as pool:
        yield pool
