"""Pictures of findings: each is drawn from a part of the findings document, as SVG and as PNG."""
