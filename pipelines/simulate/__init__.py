"""What-if: what changed rules would have done in past periods, against what was."""

from pipelines.simulate.simulate import Simulation, simulate

__all__ = ["Simulation", "simulate"]
