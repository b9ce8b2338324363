"""The list of models that can be pulled: ours is sound, and a typo in it cannot hide."""

from pathlib import Path

import pytest

from inference.offers import Kind, offer_of, read_offers

ENTRY = 'about = "A model."\nfamily = "sd15"\nrepo = "ann/model"\n'


def test_the_list_that_we_ship_can_be_read() -> None:
    offers = read_offers()

    assert {"sd-1-5", "sdxl", "sd-turbo", "flux-schnell"} <= offers.keys()
    assert len({offer.repo for offer in offers.values()}) == len(offers)
    assert {"painter", "mozart"}.isdisjoint(offers)


def test_every_base_model_says_how_to_use_it() -> None:
    base = {name: it for name, it in read_offers().items() if it.kind is Kind.BASE}

    assert [name for name, it in base.items() if it.steps is None or it.guidance is None] == []


def test_a_model_is_found_by_its_repository_in_any_case() -> None:
    offers = read_offers()

    assert offer_of("Stabilityai/SD-turbo", offers) is offers["sd-turbo"]
    assert offer_of("ann/nothing", offers) is None
    assert offer_of(None, offers) is None


@pytest.mark.parametrize(
    "line",
    [
        "stepz = 4",
        "steps = 0",
        'revision = "main"',
        'kind = "picture"',
        'dialect = "french"',
        "guidance = nan",
        "gated = 1",
    ],
)
def test_a_slip_of_the_pen_is_refused(line: str, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(f"[mine]\n{ENTRY}")
    assert read_offers(file)["mine"].steps is None

    file.write_text(f"[mine]\n{ENTRY}{line}\n")

    with pytest.raises(ValueError, match=r"validation error"):
        read_offers(file)
