"""The networks that enlarge, by the names members type. Reads no weights and imports no torch."""

from pathlib import Path

OWN = "mozart"
"""The name of the one that comes with Mozart, where this copy has one."""


def built_in_upscaler() -> Path | None:
    """The file of Mozart's own upscaler, where this copy of Mozart has one."""
    file = Path(__file__).parent / "models" / "upscaler.safetensors"
    return file if file.is_file() else None


def read_upscalers(models: Path, named: Path | None) -> dict[str, Path]:
    """Files by name, of which the first is used where nobody names one.

    Args:
        models: the models directory: files in its `upscalers`, and in `upscaler` folders that were
            pulled. Need not exist.
        named: the operator's usual one; None takes Mozart's own.
    """
    own = built_in_upscaler()
    found = {} if named is None else {named.stem: named}
    found |= {} if own is None else {OWN: own}
    for file in sorted((models / "upscalers").glob("*.safetensors")):
        found.setdefault(file.stem[:100], file)
    for file in sorted((models / "upscaler").glob("*/*.safetensors")):
        found.setdefault(file.parent.name[:100], file)
    return found
