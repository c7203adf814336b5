"""What was measured, as rows: a table for people, Markdown, JSON."""

# Columns beside the value, in this order, where a row of the section has them.
_COLUMNS = {"n": "n", "p50_us": "p50 µs", "p90_us": "p90 µs", "p99_us": "p99 µs", "max_us": "max µs"}


class Row:
    """`value` None: could not be measured here, `note` says why. A target is what the value may at most be, or with
    `at_least` the other way round."""

    def __init__(self, name, value, unit="", target=None, note="", at_least=False, **details):
        self.name, self.value, self.unit, self.target, self.note = name, value, unit, target, note
        self.at_least, self.details = at_least, details

    def ok(self):
        if self.value is None or self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    def as_json(self):
        return {"name": self.name, "value": self.value, "unit": self.unit, "target": self.target, "ok": self.ok(),
                "note": self.note, **self.details}

    def cells(self, columns):
        verdict = {None: "", True: "ok", False: "MISS"}[self.ok()]
        target = "" if self.target is None else f"{'≥' if self.at_least else '≤'} {_number(self.target)}"
        value = "–" if self.value is None else f"{_number(self.value)} {self.unit}".strip()
        return [self.name, *(_number(self.details.get(column, "")) for column in columns), value, target,
                verdict or self.note]


def _number(value):
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) < 100 else f"{value:,.0f}".replace(",", " ")
    return f"{value:,}".replace(",", " ") if isinstance(value, int) else value


def _table(rows):
    columns = [column for column in _COLUMNS if any(column in row.details for row in rows)]
    head = ["", *(_COLUMNS[column] for column in columns), "result", "target", ""]
    return [head] + [row.cells(columns) for row in rows]


def as_text(title, rows):
    table = _table(rows)
    widths = [max(len(line[i]) for line in table) for i in range(len(table[0]))]
    lines = ["  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                       for i, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in table]
    return "\n".join([f"== {title}", *lines, ""])


def as_markdown(title, rows):
    head, *body = _table(rows)
    lines = ["| " + " | ".join(line) + " |" for line in [head, ["---"] + ["--:"] * (len(head) - 1)] + body]
    return "\n".join([f"### {title}", "", *lines, ""])
