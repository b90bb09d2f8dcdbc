#!/usr/bin/env python3
"""Read FER2013 into training/runs/fer2013.npz: the shared mosaics by default, or an official CSV."""
import argparse

from ekspresi_training import fer

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("source", nargs="?", help="folder with labels.csv, or fer2013.csv[.gz]")
print(fer.prepare(parser.parse_args().source))
