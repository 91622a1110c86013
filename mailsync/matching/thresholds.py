"""How sure the matcher must be; data, so that it can be calibrated apart from the rules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits in nats: of the best branch's own weight, and of its lead over the next one."""

    least_weight: float = 5.0
    least_lead: float = 2.4
    kind_lead: float = 1.0
    candidates: int = 5


DEFAULT = Thresholds()
