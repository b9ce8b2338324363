"""The latents of all pictures, computed once for each autoencoder and kept beside them."""

from pathlib import Path
from zlib import crc32

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import avg_pool2d

from inference.training.files import write_whole
from inference.training.painting import as_npy
from inference.training.pictures import Album, Chosen
from inference.training.stage import Setting
from inference.training.stages.autoencoder import encode, load_autoencoder


class Latents:
    """Scaled latents of an album's pictures, fp16 on the disk."""

    def __init__(self, album: Album, folder: Path) -> None:
        """Open those of every chunk, as `encode_missing` left them."""
        self._chunks: dict[str, NDArray[np.float16]] = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in album.names
        }

    def of(self, chosen: Chosen, place: str) -> Tensor:
        """(B, 4, h, w) fp32."""
        rows = np.stack([self._chunks[name][index] for name, index in chosen.places])
        return torch.from_numpy(rows).to(place).float()


def folder_of(autoencoder: Path, out: Path, *, half: bool = False) -> Path:
    """Where the latents of this autoencoder are; another has others."""
    weights = (autoencoder / "vae" / "diffusion_pytorch_model.safetensors").read_bytes()
    return out / "latents" / f"{crc32(weights):08x}{'-half' if half else ''}"


def encode_missing(
    album: Album, autoencoder: Path, folder: Path, setting: Setting, *, half: bool = False
) -> bool:
    """Encode every chunk that is not there yet.

    Args:
        album: whose pictures.
        autoencoder: the result of its stage.
        folder: as `folder_of` names it.
        setting: says where to compute and when to stop.
        half: of pictures whose sides are halved first.

    Returns:
        Whether all are; False when the time was over before.
    """
    network = load_autoencoder(autoencoder, setting.place)
    scale = float(network.config.scaling_factor)
    missing = [name for name in album.names if not (folder / f"{name}.npy").exists()]
    if missing:
        setting.tell(f"latents: {len(missing)} chunks of pictures are encoded first.")
    for name in missing:
        if setting.over:
            setting.tell("latents: the time is over before all is encoded.")
            return False
        with torch.no_grad(), setting.autocast():
            parts = [
                encode(network, avg_pool2d(pixels, 2) if half else pixels)[0] * scale
                for pixels in album.chunk(name, setting.place)
            ]
        write_whole(folder / f"{name}.npy", as_npy(torch.cat(parts).half().cpu().numpy()))
    return True
