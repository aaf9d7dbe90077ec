"""What is painted on: the sheet, its units, and the colours of the site."""

import io
import math

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1000
OVERSAMPLING = 3

INK, INK_SOFT = "#10323a", "#24525a"
PAPER, PAPER_DEEP = "#f6efe4", "#eadcc6"
VERMILION, VERMILION_DEEP, ROSE = "#d9472a", "#a5331c", "#f0a48c"
SUN, SUN_PALE = "#f6b93b", "#fadd9c"
TEAL, TEAL_DEEP, TEAL_PALE = "#227a83", "#15606a", "#9ad0c9"
LEAF, LEAF_DEEP = "#6f9a5a", "#4b7546"
WHITE = "#fffaf1"
SKINS = ("#8d5a3b", "#e2b48c", "#5e3b2a", "#c58a5f")


class Canvas:
    """A drawing board whose units are those of the finished picture."""

    def __init__(self, background):
        size = (WIDTH * OVERSAMPLING, HEIGHT * OVERSAMPLING)
        self.image = Image.new("RGB", size, background)
        self.pen = ImageDraw.Draw(self.image)

    @staticmethod
    def _scaled(points):
        return [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points]

    def polygon(self, points, fill):
        self.pen.polygon(self._scaled(points), fill=fill)

    def rect(self, x, y, width, height, fill, radius=0, corners=None):
        box = self._scaled([(x, y), (x + width, y + height)])
        self.pen.rounded_rectangle(box, radius * OVERSAMPLING, fill=fill, corners=corners)

    def circle(self, x, y, radius, fill):
        self.ellipse(x, y, radius, radius, fill)

    def ellipse(self, x, y, rx, ry, fill):
        self.pen.ellipse(self._scaled([(x - rx, y - ry), (x + rx, y + ry)]), fill=fill)

    def pie(self, x, y, radius, start, end, fill):
        box = self._scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self.pen.pieslice(box, start, end, fill=fill)

    def ring(self, x, y, radius, width, fill, start=0, end=360):
        box = self._scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self.pen.arc(box, start, end, fill=fill, width=int(width * OVERSAMPLING))

    def line(self, points, width, fill):
        """A line with round ends and joints."""
        scaled, thick = self._scaled(points), round(width * OVERSAMPLING)
        self.pen.line(scaled, fill=fill, width=thick)
        for x, y in points:
            self.circle(x, y, (thick - 1) / 2 / OVERSAMPLING, fill)

    def curve(self, start, control, end, width, fill):
        """A line bent once (a quadratic Bézier curve)."""
        points = []
        for step in range(41):
            t = step / 40
            points.append(
                tuple(
                    (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c
                    for a, b, c in zip(start, control, end, strict=True)
                )
            )
        self.line(points, width, fill)

    def wave(self, y, height, length, fill, shift=0, bottom=HEIGHT):
        """Everything below a wavy line."""
        crest = [
            (x, y + height * math.sin((x + shift) * 2 * math.pi / length))
            for x in range(0, WIDTH + 9, 8)
        ]
        self.polygon([*crest, (WIDTH, bottom), (0, bottom)], fill)

    def png(self):
        small = self.image.reduce(OVERSAMPLING)
        out = io.BytesIO()
        small.save(out, "PNG")
        return out.getvalue()
