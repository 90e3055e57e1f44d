"""Weights of the marks by which options are chosen: weights.json, made by benchmarks/train_choices.py."""

from __future__ import annotations

import json
from importlib.resources import files

_TABLES: dict[str, dict[str, float]] = json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))
HEADLINE, PUBLISHED, AUTHORS = (_TABLES[name] for name in ("HEADLINE", "PUBLISHED", "AUTHORS"))
