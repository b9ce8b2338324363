"""The operator's shelf of models: what lies there, whether it is sound, and how it gets there.

    choosing   which of a model's files to take             pure
    parts      which parts a model's index asks for         names only
    folder     whether a folder may be loaded at all        names, sizes and JSON only
    soundness  the same, and that the weights are numbers   reads the weights, once
    hub        the one place that downloads
    pulling    from the hub or this machine onto the shelf
    trash      taking models off the shelf, and back

Imports no torch.
"""
