"""Values that several cells need are computed once a row: each is a column of an inner query."""

from dataclasses import dataclass, field


@dataclass
class Layers:
    """Named expressions; those of a layer may use the names of the layers before it."""

    layers: list[dict[str, str]] = field(default_factory=list)

    def name(self, expression: str, layer: int) -> str:
        """The column that holds the expression's value."""
        while len(self.layers) <= layer:
            self.layers.append({})
        return self.layers[layer].setdefault(expression, f"v{layer}_{len(self.layers[layer])}")

    def around(self, query: str) -> str:
        """The query with all that was named as more columns."""
        for number, layer in enumerate(self.layers):
            more = "".join(f", {expression} AS {name}" for expression, name in layer.items())
            # OFFSET 0 keeps PostgreSQL from writing the expression into every cell that uses its name.
            query = f"SELECT l{number}.*{more} FROM ({query}) l{number} OFFSET 0"  # noqa: S608
        return query
