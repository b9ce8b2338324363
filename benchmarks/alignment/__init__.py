"""How well a text-to-image model obeys words, told by the attribute judge.

questions   scenes of combinations never learned, and their captions
artists     who answers: the painter, the painter through the autoencoder, the model
scores      how many answers are right; pure
telling     the scores as a table and as JSON
sheet       pictures beside pictures, for a person to look at
command     all of it: `python -m benchmarks.alignment --help`
"""

from benchmarks.alignment.command import main

__all__ = ["main"]
