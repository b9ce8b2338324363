"""Pictures of any size through a translator; what shall stay stays."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from inference.translating.network import TranslatorNetwork
from inference.translating.tasks import ABOUT, Task
from inference.translating.translator import (
    Translator,
    TranslatorRefused,
    coloured,
    grey,
    inked,
    read_translator,
    write_translator,
)


def fresh(*, moved: float = 0.0, tasks: tuple[Task, ...] = tuple(Task)) -> Translator:
    """Random weights; `moved` is how much their answer differs from the picture."""
    torch.manual_seed(1)
    network = TranslatorNetwork(channels=(8, 16, 16), tasks=len(tasks))
    for name, weight in network.named_parameters():
        if name == "answer.weight" or name.endswith("second.weight"):
            torch.nn.init.normal_(weight, std=moved)
    network.eval().requires_grad_(requires_grad=False)
    return Translator(network=network, tasks=tasks)


def picture(height: int, width: int) -> Tensor:
    rows, columns = torch.linspace(0, 1, height), torch.linspace(0, 1, width)
    waves = [
        torch.outer(rows.sin(), columns),
        torch.outer(1 - rows, columns),
        0.4 + 0 * rows[:, None] * columns,
    ]
    noise = torch.rand(3, height, width, generator=torch.Generator().manual_seed(2))
    return (0.8 * torch.stack(waves) + 0.2 * noise)[None]


@pytest.mark.parametrize("size", [(1, 1), (16, 16), (37, 50), (8, 400), (290, 320)])
@pytest.mark.parametrize("task", [Task.NIGHT, Task.COLOUR, Task.RESTORED, Task.SKETCH])
def test_any_size_comes_back_in_that_size(size: tuple[int, int], task: Task) -> None:
    made = fresh(moved=0.2).translate(picture(*size), task)

    assert made.shape == (1, 3, *size)
    assert made.dtype == torch.float32
    assert 0 <= float(made.min()) <= float(made.max()) <= 1


@pytest.mark.parametrize("task", [Task.NIGHT, Task.RESTORED, Task.PAINTING])
def test_a_network_that_changes_nothing_keeps_every_pixel_of_a_large_picture(task: Task) -> None:
    given = picture(460, 470)
    if task is Task.PAINTING:  # colours become stronger
        given = grey(given)

    made = fresh().translate(given, task)

    assert (made - given).abs().max() < 0.03


def test_no_strength_changes_nothing_and_half_goes_half_the_way() -> None:
    translator, given = fresh(moved=0.2), picture(40, 40)

    whole = translator.translate(given, Task.NIGHT)
    half = translator.translate(given, Task.NIGHT, strength=0.5)

    assert (whole - given).abs().max() > 0.1
    assert torch.equal(translator.translate(given, Task.NIGHT, strength=0.0), given)
    assert torch.allclose(half, (given + whole) / 2, atol=1e-5)


def test_tiles_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    translator, given = fresh(moved=0.1), picture(180, 150)

    at_once = translator.translate(given, Task.RESTORED)
    monkeypatch.setattr("inference.translating.translator.TILE", 192)
    in_tiles = translator.translate(given, Task.RESTORED)

    assert torch.allclose(at_once, in_tiles, atol=1e-4)


def test_tasks_get_answers_of_their_own() -> None:
    translator, given = fresh(moved=0.2), picture(48, 48)

    day, night = (translator.translate(given, task) for task in (Task.DAY, Task.NIGHT))

    assert (day - night).abs().mean() > 1e-3


def test_colouring_keeps_every_shade() -> None:
    given = picture(350, 330)

    made = fresh(moved=0.4).translate(given, Task.COLOUR)

    assert torch.allclose(grey(made), grey(given), atol=1e-5)
    assert (made - grey(made)).abs().max() > 0.05


def test_colours_that_do_not_fit_become_paler() -> None:
    shades = torch.full((1, 3, 1, 1), 0.9)
    red = torch.tensor([2.0, 0.0, 0.0])[None, :, None, None]

    made = coloured(shades, red)

    assert torch.allclose(grey(made), shades)
    assert float(made.max()) == pytest.approx(1.0)


def test_pale_lines_become_ink_and_paper_stays_white() -> None:
    lines = torch.full((1, 3, 20, 20), 0.99)
    lines[..., 8:10] = torch.tensor([0.8, 0.7, 0.75])[None, :, None, None]

    ink = inked(lines)

    assert ink[..., 8:10].max() < 0.25
    assert torch.equal(ink[..., :8], torch.ones(1, 3, 20, 8))
    assert torch.allclose(ink, grey(ink))


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    written = fresh(moved=0.2, tasks=(Task.NIGHT, Task.COLOUR))
    file, given = tmp_path / "translator.safetensors", picture(32, 32)

    write_translator(written, file)
    read = read_translator(file)

    assert read.tasks == (Task.NIGHT, Task.COLOUR)
    one, other = (it.translate(given, Task.COLOUR) for it in (written, read))
    assert torch.allclose(one, other, atol=0.01)


def test_a_task_that_was_never_learned_is_refused() -> None:
    with pytest.raises(TranslatorRefused, match="has not learned “winter”"):
        fresh(tasks=(Task.NIGHT,)).translate(picture(16, 16), Task.WINTER)


def test_what_is_no_translator_is_refused_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "cat.safetensors"
    with pytest.raises(TranslatorRefused, match=r"“cat.safetensors” is no translator"):
        read_translator(file)

    file.write_bytes(b"no weights")
    with pytest.raises(TranslatorRefused, match=r"“cat.safetensors” is no translator"):
        read_translator(file)


def test_it_tells_how_far_it_is_and_stops_when_told() -> None:
    told: list[float] = []

    fresh().translate(picture(16, 1200), Task.RESTORED, report=told.append)

    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == 1
    assert len(told) > 3


def test_every_task_is_explained_to_members() -> None:
    assert set(ABOUT) == set(Task)
    assert all(0 < len(about) <= 100 for about in ABOUT.values())
