"""The CDX server: which captures there are, in the two dialects that clients speak."""
