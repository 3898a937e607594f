"""What can be set for the method `torch`: what can be set for `adam`."""

from formulafit.training.adam.settings import AdamSettings


class TorchSettings(AdamSettings):
    """The same loop as `adam`, by autograd and `torch.optim.Adam`: plain, and many times slower."""
