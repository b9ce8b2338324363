"""Picture to picture: the same scene at another hour, in another season, coloured, restored.

tasks       what can be asked for, by name; imports no torch
network     one small U-Net that is told its task
translator  a network's file, and pictures of any size through it
"""
