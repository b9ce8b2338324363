"""A map of pictures: what is alike lies side by side.

vectors --tsne--> points --placing--> a grid --poster--> one picture, or --page--> one to wander in
"""
