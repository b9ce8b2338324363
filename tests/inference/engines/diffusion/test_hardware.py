"""The probe: what there is, and which number format pays."""

import pytest
import torch

from inference.engines.diffusion import hardware
from inference.engines.diffusion.hardware import Device, probe
from inference.errors import RequestRefused


@pytest.fixture(autouse=True)
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


@pytest.mark.parametrize(("gain", "dtype"), [(0.4, torch.float32), (4.0, torch.bfloat16)])
@pytest.mark.parametrize("wanted", ["auto", "cpu"])
def test_a_cpu_gives_up_digits_only_for_speed(
    wanted: str, gain: float, dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hardware, "bf16_gain", lambda: gain)

    device = probe(wanted)

    assert (device.place, device.dtype) == ("cpu", dtype)
    assert f"{gain:.1f} times as fast" in device.describe()


def test_the_measured_gain_is_that_of_this_machine() -> None:
    hardware.bf16_gain.cache_clear()

    gain = hardware.bf16_gain()

    assert 0.001 < gain < 100
    if torch.cpu.get_capabilities().get("amx_bf16"):
        assert gain > 1.3


@pytest.mark.parametrize("wanted", ["cuda", "cuda:1", "mps", "tpu", ""])
def test_a_device_that_is_not_there_is_an_error_that_names_those_that_are(wanted: str) -> None:
    with pytest.raises(RequestRefused, match=r"There are: cpu\.$"):
        probe(wanted)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_a_gpu_computes_in_bf16_where_it_has_it(
    dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    native = dtype == torch.bfloat16
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda index: f"GPU {index}")
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: native)
    monkeypatch.setattr(torch.cuda, "device", lambda _: pytest.MonkeyPatch.context())

    device = probe("cuda:1")

    assert (device.place, device.name, device.dtype) == ("cuda:1", "GPU 1", dtype)
    with pytest.raises(RequestRefused, match="cuda:2"):
        probe("cuda:2")


def test_a_device_describes_itself_in_one_sentence() -> None:
    device = Device(place="cpu", name="x86_64 with AMX", dtype=torch.bfloat16, why="it is fast")

    assert device.describe() == "Diffusion runs on x86_64 with AMX (cpu) in bf16: it is fast."
    device.free()
