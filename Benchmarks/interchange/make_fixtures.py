"""Makes the files of torch that LNQInterchangeTests read: the same network as a state_dict, in a checkpoint as Lightning writes them, as a
pickled module, and in halves with views of one storage.

Usage: make_fixtures.py FOLDER, with torch in the Python that runs it."""

import sys
from collections import OrderedDict

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 3))

    def forward(self, x):
        return self.blocks(x)


def main(folder: str) -> None:
    net = Net()
    adam = torch.optim.Adam(net.parameters())
    net(torch.ones(2, 4)).sum().backward()
    adam.step()
    with torch.no_grad():
        for number, parameter in enumerate(net.state_dict().values()):
            if parameter.dtype.is_floating_point:
                values = torch.arange(parameter.numel(), dtype=torch.float32) * 0.125 + number + 1
                parameter.copy_(values.reshape(parameter.shape))
            else:
                parameter.fill_(7)
    torch.save(net.blocks.state_dict(), f"{folder}/net.pt")
    names = OrderedDict((f"model.{name}", values) for name, values in net.state_dict().items())
    torch.save(
        {
            "epoch": 3,
            "pytorch-lightning_version": "2.4.0",
            "state_dict": OrderedDict((name, values.clone()) for name, values in names.items()),
            "optimizer_states": [adam.state_dict()],
            "hyper_parameters": {"lr": 1e-3, "device": torch.device("cpu")},
        },
        f"{folder}/lightning.ckpt",
    )
    torch.save(net, f"{folder}/module.pt")
    torch.save(net.blocks.state_dict(), f"{folder}/legacy.pt", _use_new_zipfile_serialization=False)
    both = torch.arange(15, dtype=torch.bfloat16)
    torch.save({"fc.weight": both[:12].reshape(4, 3).t(), "fc.bias": both[12:].half()}, f"{folder}/views.pt")


if __name__ == "__main__":
    main(sys.argv[1])
