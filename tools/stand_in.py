"""Let skia load on a machine without OpenGL, such as a server or a slim container.

skia-python 144.1 draws on the CPU here, yet its library is linked against libEGL and libGL for
canvases that we never open, and does not load where the system lacks the two. This script runs
in the new virtual environment and, only where that import fails for that reason, writes two tiny
libraries beside skia: they have every name that skia may look for, and each function returns 0.
skia searches that folder first (its RPATH). Nothing outside the virtual environment is touched.
"""

from __future__ import annotations

import importlib.util
import platform
import re
import struct
import sys
from collections.abc import Sequence
from pathlib import Path

LIBRARIES = {"libEGL.so.1": rb"egl", "libGL.so.1": rb"gl"}
MACHINES = {  # what `return 0` is, and the number of the machine in an ELF header
    "x86_64": (bytes.fromhex("31c0c3"), 62),  # xor eax, eax; ret
    "aarch64": (bytes.fromhex("000080d2c0035fd6"), 183),  # mov x0, #0; ret
}
PAGE = 0x10000  # the largest page that any of these machines uses


def main() -> int:
    """Make `import skia` work if all it lacks is OpenGL."""
    try:
        import skia  # noqa: PLC0415 - the question is whether it loads
    except ImportError as error:
        missing = str(error)
    else:
        return 0
    spec = importlib.util.find_spec("skia")
    known = sys.platform == "linux" and platform.machine() in MACHINES
    if (
        spec is None
        or spec.origin is None
        or not known
        or not missing.startswith(("libEGL", "libGL"))
    ):
        print(f"setup: skia, which paints, does not load here: {missing}")
        return 1
    write(Path(spec.origin), platform.machine())
    print("setup: this machine has no OpenGL; skia got stand-ins for it, and paints all the same")
    import skia  # noqa: F401, PLC0415 - shows that it loads now

    return 0


def write(skia: Path, machine: str) -> None:
    """Put the stand-ins where the library `skia` looks first."""
    content = skia.read_bytes()
    for name, prefix in LIBRARIES.items():
        symbols = sorted(set(re.findall(rb"\0(" + prefix + rb"[A-Z]\w*)(?=\0)", content)))
        folder = skia.parent / "skia_python.libs"
        (folder / name).write_bytes(library(name.encode(), symbols, machine))


def library(name: bytes, symbols: Sequence[bytes], machine: str) -> bytes:
    """A shared library in ELF called `name`, whose functions `symbols` all return 0.

    Source: System V ABI, chapters 4 and 5 (object files, program loading and dynamic linking).
    """
    code, number = MACHINES[machine]
    names, places = b"\0", []
    for symbol in [name, *symbols]:
        places.append(len(names))
        names += symbol + b"\0"
    # one bucket: every lookup walks the one chain 1, 2, 3, ...
    count = len(symbols) + 1
    chain = [*range(2, count), 0] if symbols else []
    table = struct.pack(f"<{3 + count}I", 1, count, min(1, len(symbols)), 0, *chain)
    code_at = 64 + 4 * 56
    symbols_at = code_at + 16
    table_at = symbols_at + 24 * count
    names_at = table_at + len(table)
    entries = b"".join(  # global functions in section 1 (any but "undefined"), all the same code
        struct.pack("<IBBHQQ", place, 0x12, 0, 1, code_at, len(code)) for place in places[1:]
    )
    # DT_SONAME, DT_HASH, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SYMENT, DT_NULL
    tags = {14: places[0], 4: table_at, 5: names_at, 6: symbols_at, 10: len(names), 11: 24, 0: 0}
    dynamic = b"".join(struct.pack("<QQ", *tag) for tag in tags.items())
    end = names_at + len(names)
    assert end <= PAGE
    header = struct.pack(
        "<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 3, number, 1, 0, 64, 0, 0, 64, 56, 4, 0, 0, 0
    )
    segments = [
        (1, 5, 0, end, PAGE),  # load, read and execute: everything but the table for the loader
        (1, 6, PAGE, len(dynamic), PAGE),  # load, read and write: that table, which it relocates
        (2, 6, PAGE, len(dynamic), 8),  # that table again, by name
        (0x6474E551, 6, 0, 0, 16),  # no executable stack
    ]
    body = header
    for kind, flags, at, size, align in segments:
        body += struct.pack("<IIQQQQQQ", kind, flags, at, at, at, size, size, align)
    body += code.ljust(16, b"\0") + bytes(24) + entries + table + names
    assert len(body) == end
    return body.ljust(PAGE, b"\0") + dynamic


if __name__ == "__main__":
    sys.exit(main())
