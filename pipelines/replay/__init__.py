"""Making anew from the archive alone: one run to verify it, or the whole warehouse."""

from pipelines.replay.rebuilding import Rebuilt, rebuild
from pipelines.replay.verifying import Check, Verification, verify

__all__ = ["Check", "Rebuilt", "Verification", "rebuild", "verify"]
