"""Making anew from the archive alone: one run to verify it, or the whole warehouse."""

from pipelines.replay.rebuild import Rebuilt, rebuild
from pipelines.replay.verify import Check, Verification, verify

__all__ = ["Check", "Rebuilt", "Verification", "rebuild", "verify"]
