"""Small charts as SVG text. Colours come from the page where there is one (currentColor)."""
from html import escape

PALETTE = ["#2f6fde", "#d1495b", "#2a9d6f", "#b07d12", "#7a5bc7", "#3a9bb0", "#888888"]


def _document(width, height, title, body):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" font-family="system-ui, sans-serif" font-size="12" role="img">'
            f"<title>{escape(title)}</title>"
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
            f'<text x="16" y="24" font-size="15" font-weight="600">{escape(title)}</text>{body}</svg>\n')


def _text(x, y, text, anchor="start", colour="#222222"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(str(text))}</text>'


def lines(title, label, places, series, low=0.0, high=1.0):
    """Line chart in percent; `series`: name → values (0…1) at the evenly spaced `places`."""
    width, height, left, top, right, bottom = 420, 280, 48, 44, 16, 52
    inner_w, inner_h = width - left - right, height - top - bottom
    across = [left + inner_w * i / max(len(places) - 1, 1) for i in range(len(places))]

    def up(value):
        return top + inner_h * (1 - (min(max(value, low), high) - low) / (high - low))

    body = ""
    for k in range(5):
        value = low + (high - low) * k / 4
        body += f'<line x1="{left}" x2="{width - right}" y1="{up(value):.1f}" y2="{up(value):.1f}" stroke="#dddddd"/>'
        body += _text(left - 6, up(value) + 4, f"{100 * value:.0f} %", "end")
    for x, place in zip(across, places):
        body += _text(x, height - bottom + 18, place, "middle")
    body += _text(left + inner_w / 2, height - 12, label, "middle")
    for i, (name, values) in enumerate(series.items()):
        path = " ".join(f"{x:.1f},{up(v):.1f}" for x, v in zip(across, values))
        colour = PALETTE[i % len(PALETTE)]
        body += f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        body += "".join(f'<circle cx="{x:.1f}" cy="{up(v):.1f}" r="3" fill="{colour}"/>' for x, v in zip(across, values))
        body += _text(width - right - 4, top + 14 + 16 * i, name, "end", colour)
    return _document(width, height, title, body)


def bars(title, names, groups, percent=True):
    """Grouped bars; `groups`: name → values per entry of `names`."""
    width, height, left, top, bottom = 640, 300, 56, 60, 40
    highest = 1.0 if percent else max(max(values) for values in groups.values()) * 1.1
    slot = (width - left - 16) / len(names)
    bar = slot * 0.8 / len(groups)
    body = ""
    for g, (group, values) in enumerate(groups.items()):
        colour = PALETTE[g % len(PALETTE)]
        body += _text(left + 150 * g, 44, group, colour=colour)
        for i, value in enumerate(values):
            tall = (height - top - bottom) * value / highest
            x = left + slot * i + slot * 0.1 + bar * g
            body += (f'<rect x="{x:.1f}" y="{height - bottom - tall:.1f}" width="{bar * 0.94:.1f}" '
                     f'height="{tall:.1f}" fill="{colour}"/>')
            shown = f"{100 * value:.0f}" if percent else f"{value:.0f}"
            body += _text(x + bar / 2, height - bottom - tall - 4, shown, "middle")
    for i, name in enumerate(names):
        body += _text(left + slot * (i + 0.5), height - bottom + 18, name, "middle")
    return _document(width, height, title, body)


def matrix(title, names, counts):
    """Confusion matrix, rows true; shade and number are the share of the row."""
    cell, left, top = 58, 90, 76
    size = len(names) * cell
    body = _text(left + size / 2, 44, "predicted", "middle")
    for i, row in enumerate(counts):
        body += _text(left - 8, top + cell * (i + 0.5) + 4, names[i], "end")
        body += _text(left + cell * (i + 0.5), top - 8, names[i], "middle")
        for j, count in enumerate(row):
            share = count / max(sum(row), 1)
            body += (f'<rect x="{left + cell * j}" y="{top + cell * i}" width="{cell - 2}" height="{cell - 2}" '
                     f'fill="#2f6fde" fill-opacity="{share:.3f}" stroke="#dddddd"/>')
            body += _text(left + cell * (j + 0.5) - 1, top + cell * (i + 0.5) + 4, f"{100 * share:.0f} %", "middle",
                          "#ffffff" if share > 0.5 else "#222222")
    return _document(left + size + 16, top + size + 16, title, body)


def reliability(title, table):
    """Confidence against accuracy; `table`: (mean confidence, accuracy, share of the samples) per bin."""
    side, left, top = 260, 52, 44
    body = f'<rect x="{left}" y="{top}" width="{side}" height="{side}" fill="none" stroke="#dddddd"/>'
    body += f'<line x1="{left}" y1="{top + side}" x2="{left + side}" y2="{top}" stroke="#bbbbbb" stroke-dasharray="4 4"/>'
    for confidence, accuracy, share in table:
        body += (f'<circle cx="{left + side * confidence:.1f}" cy="{top + side * (1 - accuracy):.1f}" '
                 f'r="{2 + 14 * share ** 0.5:.1f}" fill="#2f6fde" fill-opacity="0.6"/>')
    for value in (0, 0.5, 1):
        body += _text(left + side * value, top + side + 18, f"{100 * value:.0f} %", "middle")
        body += _text(left - 6, top + side * (1 - value) + 4, f"{100 * value:.0f} %", "end")
    body += _text(left + side / 2, top + side + 38, "confidence (circle size: share of the faces)", "middle")
    return _document(left + side + 24, top + side + 52, title, body)
