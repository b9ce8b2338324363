"""Words for pictures: a language model that enriches and completes, eyes that describe."""

from inference.engines.writer.house_writer import HouseWriter

__all__ = ["HouseWriter"]
