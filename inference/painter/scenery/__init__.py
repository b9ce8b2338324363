"""The pieces that places are built of: ranges, woods, ripples, grass, streets, coral."""
