"""Loads a checkpoint of lnq into the same nn.Sequential in PyTorch and compares the logits.

    python Benchmarks/pytorch/check_safetensors.py best.safetensors logits.json

`logits.json` is what `lnq test … --logits logits.json` writes: {"features": [[…], …], "logits": [[…], …]}, the features
standardised as the network saw them. Prints the largest absolute difference; exits with 1 when it exceeds 1e-5, or when a
tensor is missing or too much. Needs torch and safetensors.
"""

import json
import sys

import torch
from safetensors import safe_open

from model_text import sequential

LIMIT = 1e-5


def load(path):
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    network = torch.nn.Module()
    network.seq_blocks = sequential(metadata["model_text"], json.loads(metadata.get("connections", "{}")))
    network.load_state_dict(tensors)  # Refuses missing and unexpected names and other shapes.
    return network.eval(), metadata


def main(checkpoint, logits_file):
    network, metadata = load(checkpoint)
    with open(logits_file) as file:
        content = json.load(file)
    features = torch.tensor(content["features"], dtype=torch.float32)
    expected = torch.tensor(content["logits"], dtype=torch.float32)
    with torch.no_grad():
        logits = network.seq_blocks(features)
    if logits.shape != expected.shape or expected.numel() == 0:
        sys.exit(f"the logits have the shape {list(expected.shape)}, PyTorch's {list(logits.shape)}")
    difference = (logits - expected).abs().max().item()
    agrees = (logits.argmax(1) == expected.argmax(1)).sum().item()
    print(f"{metadata['model_name']}: {len(features)} rows, largest difference of a logit {difference:.3g}, "
          f"same class in {agrees}")
    if not difference <= LIMIT:
        sys.exit(f"more than {LIMIT}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
