#!/usr/bin/env python3
"""Write models/<name>/model.int8.onnx, the INT8 model, from the published floating file. The export
scripts do it too."""
import argparse

import torch

from ekspresi_training import publish_int8

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", nargs="+", help="folder under models/")
    torch.set_num_threads(1)
    for name in parser.parse_args().model:
        path = publish_int8.add(name)
        print(f"{path}: {path.stat().st_size / 1024:.0f} kB")
