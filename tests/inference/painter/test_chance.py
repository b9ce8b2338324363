import random

import numpy as np

from inference.painter.chance import clouds, stream


def test_a_stream_depends_on_its_seed_and_its_purpose() -> None:
    assert stream(1, "sky").random() == stream(1, "sky").random()
    assert stream(1, "sky").random() != stream(2, "sky").random()
    assert stream(1, "sky").random() != stream(1, "sea").random()


def test_the_numbers_are_those_of_every_other_machine() -> None:
    assert stream(7, "layout").integers(10**9, size=3).tolist() == [29157632, 447520104, 320593979]


def test_noise_looks_the_same_at_twice_the_size() -> None:
    small = clouds(stream(1, "x"), 64, 48, coarse=4, octaves=2)
    large = clouds(stream(1, "x"), 128, 96, coarse=4, octaves=2)

    halved = large.reshape(48, 2, 64, 2).mean(axis=(1, 3))

    assert np.abs(halved - small).mean() < 0.06


def test_noise_is_balanced() -> None:
    field = clouds(stream(3, "x"), 128, 128, coarse=6, octaves=4)

    assert abs(float(field.mean())) < 0.2
    assert 0.2 < float(field.std()) < 1.2


def test_the_global_generators_are_left_alone() -> None:
    random.seed(1)
    np.random.seed(1)
    before = random.getstate(), np.random.get_state(legacy=False)["state"]["key"].tolist()

    clouds(stream(1, "x"), 32, 32, coarse=4, octaves=3)

    assert random.getstate() == before[0]
    assert np.random.get_state(legacy=False)["state"]["key"].tolist() == before[1]
