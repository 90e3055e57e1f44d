"""What a person has had hidden: which acts there were, what follows from them, and the one place that hides it."""

from crawler.index.redaction.act import Act, ActKind, TargetKind
from crawler.index.redaction.hiding import behind_known
from crawler.index.redaction.store import Redactions, Withheld

__all__ = ["Act", "ActKind", "Redactions", "TargetKind", "Withheld", "behind_known"]
