"""skia paints with the stand-ins for OpenGL in place of the real libraries."""

import importlib.util
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import stand_in

PAINT = """
import sys
sys.path.insert(0, sys.argv[1])
import skia
surface = skia.Surface(8, 8)
surface.getCanvas().clear(skia.ColorBLUE)
print(surface.toarray(colorType=skia.kRGBA_8888_ColorType)[4, 4].tolist())
print({line.split()[-1] for line in open("/proc/self/maps") if "libGL" in line or "libEGL" in line})
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in stand_in.MACHINES,
    reason="the stand-ins are for Linux on x86-64 and 64-bit Arm",
)


def test_skia_paints_without_opengl(tmp_path: Path) -> None:
    installed = importlib.util.find_spec("skia")
    assert installed is not None
    assert installed.origin is not None
    origin = Path(installed.origin)
    skia = Path(shutil.copy(origin, tmp_path))
    shutil.copytree(origin.parent / "skia_python.libs", tmp_path / "skia_python.libs")

    stand_in.write(skia, platform.machine())

    command = [sys.executable, "-c", PAINT, str(tmp_path)]
    painted = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert painted.stderr == ""
    colour, loaded = painted.stdout.splitlines()
    assert colour == "[0, 0, 255, 255]"
    assert loaded.count(str(tmp_path)) == len(stand_in.LIBRARIES)
    assert "/usr/" not in loaded


def test_nothing_is_written_where_skia_loads(capsys: pytest.CaptureFixture[str]) -> None:
    assert stand_in.main() == 0
    assert capsys.readouterr().out == ""
