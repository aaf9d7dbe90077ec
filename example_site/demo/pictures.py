"""Draws the pictures of the demo: flat shapes in the colours of the site, no photograph, no borrowed work.

``draw(slug)`` gives the PNG of one subject; ``python -m demo.pictures FOLDER`` writes them all.
Every subject is a function that paints on a ``Canvas`` of 1600 × 1000 units; it is drawn larger
and then reduced, which smooths its edges.
"""

import io
import math
import random
import sys
from pathlib import Path

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


# Things that several pictures share


def sun(c, x, y, radius, fill=SUN, halo=None):
    if halo:
        c.circle(x, y, radius * 1.45, halo)
    c.circle(x, y, radius, fill)


def ground(c, y, fill):
    c.rect(0, y, WIDTH, HEIGHT - y, fill)


def hill(c, x, y, rx, ry, fill):
    c.ellipse(x, y, rx, ry, fill)


def tree(c, x, base, size, fill=LEAF, shade=LEAF_DEEP, trunk=INK):
    c.rect(x - size * 0.05, base - size * 0.55, size * 0.1, size * 0.55, trunk)
    c.circle(x, base - size * 0.8, size * 0.36, fill)
    c.pie(x, base - size * 0.8, size * 0.36, -60, 120, shade)
    c.line([(x, base - size * 0.4), (x + size * 0.15, base - size * 0.62)], size * 0.04, trunk)


def cypress(c, x, base, height, fill=LEAF_DEEP, shade=TEAL_DEEP):
    c.ellipse(x, base - height * 0.52, height * 0.14, height * 0.5, fill)
    c.polygon(
        [(x, base - height), (x + height * 0.1, base - height * 0.5), (x, base - height * 0.04)],
        shade,
    )
    c.rect(x - 5, base - 20, 10, 20, INK)


def fir(c, x, base, height, fill=TEAL_DEEP):
    for part in (0, 0.28, 0.54):
        top = base - height + height * part
        half = height * (0.16 + part * 0.34)
        c.polygon(
            [(x, top), (x + half, top + height * 0.42), (x - half, top + height * 0.42)], fill
        )
    c.rect(x - height * 0.04, base - height * 0.06, height * 0.08, height * 0.06, INK)


def building(
    c, x, base, width, floors, fill, window=SUN_PALE, columns=3, lit=None, seed=1, floor=84
):
    """A block of flats with some of its windows lit."""
    dice = random.Random(seed)
    height = floors * floor + 30
    c.rect(x, base - height, width, height, fill)
    c.rect(x - 8, base - height - 14, width + 16, 16, INK)
    gap = width / columns
    for row in range(floors):
        for column in range(columns):
            light = window if dice.random() < (0.7 if lit is None else lit) else INK_SOFT
            left = x + gap * column + gap * 0.26
            c.rect(left, base - height + 28 + row * floor, gap * 0.48, floor * 0.6, light, 3)
            c.rect(left - 4, base - height + 28 + row * floor + floor * 0.6, gap * 0.48 + 8, 6, INK)
    return base - height


def awning(c, x, y, width, height, first, second, stripes=8):
    """A striped blind with scalloped edge."""
    step = width / stripes
    for number in range(stripes):
        fill = first if number % 2 == 0 else second
        c.rect(x + step * number, y, step + 1, height, fill)
        c.pie(x + step * (number + 0.5), y + height, step / 2, 0, 180, fill)


def person(c, x, base, size, coat, skin=SKINS[0], hair=INK, arm=None, legs=INK):
    """A standing person made of simple shapes; ``arm`` is where the hand reaches."""
    for side in (-1, 1):
        c.line(
            [(x + side * size * 0.07, base - size * 0.34), (x + side * size * 0.08, base - 4)],
            size * 0.1,
            legs,
        )
    c.rect(x - size * 0.17, base - size * 0.74, size * 0.34, size * 0.46, coat, size * 0.15)
    c.rect(x - size * 0.17, base - size * 0.5, size * 0.34, size * 0.22, coat)
    if arm:
        c.line(
            [(x + (0.1 if arm[0] > x else -0.1) * size, base - size * 0.62), arm],
            size * 0.085,
            coat,
        )
        c.circle(*arm, size * 0.05, skin)
    c.rect(x - size * 0.05, base - size * 0.8, size * 0.1, size * 0.1, skin)
    c.circle(x, base - size * 0.88, size * 0.12, skin)
    c.pie(x, base - size * 0.9, size * 0.135, 180, 360, hair)


def crate(c, x, y, width, contents, wood="#c98f4f", dark="#94612d"):
    """A market crate; ``contents`` are the colours of what it holds."""
    height = width * 0.42
    radius = width / len(contents) * 0.62
    for number, fill in enumerate(contents):
        middle = x + width * (number + 0.5) / len(contents)
        c.circle(middle, y + 4, radius, fill)
        c.line(
            [(middle, y - radius * 0.7), (middle + radius * 0.3, y - radius * 1.25)], 7, LEAF_DEEP
        )
    for number in range(3):
        c.rect(x, y + number * height / 3, width, height / 3 - 7, wood, 4)
    for left in (x, x + width - 16):
        c.rect(left, y - 6, 16, height, dark, 4)


def bicycle(c, x, y, wheel, frame, tyre=INK):
    """A bicycle seen from the side; ``x``, ``y`` is the middle of its rear wheel."""
    front = x + wheel * 2.9
    for middle in (x, front):
        c.ring(middle, y, wheel, wheel * 0.12, tyre)
        for spoke in range(0, 180, 30):
            dx, dy = (
                wheel * 0.88 * math.cos(math.radians(spoke)),
                wheel * 0.88 * math.sin(math.radians(spoke)),
            )
            c.line([(middle - dx, y - dy), (middle + dx, y + dy)], wheel * 0.022, tyre)
        c.circle(middle, y, wheel * 0.12, tyre)
    pedal, saddle = (x + wheel * 1.15, y + wheel * 0.05), (x + wheel * 0.82, y - wheel * 1.25)
    head = (front - wheel * 0.42, y - wheel * 1.3)
    thick = wheel * 0.13
    c.line(
        [(x, y), pedal, head, (saddle[0] + wheel * 0.05, saddle[1] + wheel * 0.22), (x, y)],
        thick,
        frame,
    )
    c.line([pedal, saddle], thick, frame)
    c.line([head, (front, y)], thick, frame)
    c.line(
        [
            head,
            (head[0] - wheel * 0.08, head[1] - wheel * 0.3),
            (head[0] + wheel * 0.35, head[1] - wheel * 0.42),
        ],
        thick * 0.8,
        tyre,
    )
    c.line(
        [(saddle[0] - wheel * 0.28, saddle[1]), (saddle[0] + wheel * 0.25, saddle[1])],
        thick * 1.3,
        tyre,
    )
    c.ring(*pedal, wheel * 0.22, wheel * 0.06, tyre)


def van(c, x, base, size, body, cargo=None):
    """A delivery van that drives to the right."""
    c.rect(x, base - size * 0.62, size * 0.68, size * 0.5, body, size * 0.04)
    c.polygon(
        [
            (x + size * 0.66, base - size * 0.52),
            (x + size * 0.84, base - size * 0.52),
            (x + size * 0.96, base - size * 0.32),
            (x + size, base - size * 0.3),
            (x + size, base - size * 0.12),
            (x + size * 0.66, base - size * 0.12),
        ],
        body,
    )
    c.polygon(
        [
            (x + size * 0.72, base - size * 0.47),
            (x + size * 0.82, base - size * 0.47),
            (x + size * 0.91, base - size * 0.32),
            (x + size * 0.72, base - size * 0.32),
        ],
        SUN_PALE,
    )
    c.rect(x, base - size * 0.17, size, size * 0.06, INK, size * 0.02)
    if cargo:
        c.circle(x + size * 0.34, base - size * 0.39, size * 0.13, cargo)
    for middle in (0.2, 0.8):
        c.circle(x + size * middle, base - size * 0.1, size * 0.1, INK)
        c.circle(x + size * middle, base - size * 0.1, size * 0.045, PAPER)


def drop(c, x, y, size, fill, light=WHITE):
    """A drop of water whose point is up."""
    c.circle(x, y, size, fill)
    c.polygon(
        [
            (x, y - size * 2.15),
            (x + size * 0.9, y - size * 0.45),
            (x - size * 0.9, y - size * 0.45),
        ],
        fill,
    )
    c.ring(x, y, size * 0.66, size * 0.14, light, 100, 175)


def leaf(c, x, y, length, angle, fill, vein=INK):
    """A leaf that grows from ``x``, ``y`` towards ``angle`` (degrees, 0 to the right)."""
    turn = math.radians(angle)
    outline = []
    for step in range(-20, 21):
        t = (step + 20) / 40
        outline.append((t * length, math.sin(t * math.pi) ** 0.8 * length * 0.24))
    outline += [(px, -py) for px, py in reversed(outline)]

    def place(px, py):
        return (
            x + px * math.cos(turn) - py * math.sin(turn),
            y + px * math.sin(turn) + py * math.cos(turn),
        )

    c.polygon([place(*point) for point in outline], fill)
    c.line([place(0, 0), place(length * 0.86, 0)], max(3, length * 0.025), vein)


def arrow_ring(c, x, y, radius, width, fill, parts=3, gap=26, turn=-80):
    """Arrows that follow one another in a circle."""
    step = 360 / parts
    for number in range(parts):
        start = turn + number * step
        end = start + step - gap
        c.ring(x, y, radius, width, fill, start, end)
        middle = radius - width / 2
        tip, wide = math.radians(end + 12), math.radians(end - 2)
        c.polygon(
            [
                (x + middle * math.cos(tip), y + middle * math.sin(tip)),
                (
                    x + (middle + width * 1.05) * math.cos(wide),
                    y + (middle + width * 1.05) * math.sin(wide),
                ),
                (
                    x + (middle - width * 1.05) * math.cos(wide),
                    y + (middle - width * 1.05) * math.sin(wide),
                ),
            ],
            fill,
        )


def jar(c, x, base, width, height, content, lid=INK):
    c.rect(x - width / 2, base - height, width, height, WHITE, width * 0.16)
    c.rect(
        x - width / 2 + 8,
        base - height * 0.72,
        width - 16,
        height * 0.72 - 8,
        content,
        width * 0.12,
    )
    c.rect(x - width * 0.42, base - height - 22, width * 0.84, 30, lid, 6)


def pot(c, x, base, width, height, fill, shade):
    c.rect(x - width / 2, base - height, width, height, fill, 26, (False, False, True, True))
    c.rect(
        x + width * 0.24,
        base - height,
        width * 0.26,
        height,
        shade,
        26,
        (False, False, True, False),
    )
    c.rect(x - width / 2 - 16, base - height - 18, width + 32, 26, INK, 13)
    for side in (-1, 1):
        c.ring(
            x + side * width * 0.56,
            base - height * 0.62,
            34,
            14,
            INK,
            *((90, 270) if side < 0 else (-90, 90)),
        )


def steam(c, x, y, height, fill=WHITE):
    for shift in (-60, 0, 60):
        points = [
            (x + shift + 16 * math.sin(step / 6), y - height * step / 30) for step in range(31)
        ]
        c.line(points, 12, fill)


def cloud(c, x, y, size, fill=WHITE):
    c.circle(x - size * 0.5, y, size * 0.34, fill)
    c.circle(x, y - size * 0.2, size * 0.46, fill)
    c.circle(x + size * 0.52, y, size * 0.3, fill)
    c.rect(x - size * 0.82, y, size * 1.62, size * 0.34, fill, size * 0.17)


def bunting(c, start, end, sag, colours):
    """A string of small flags."""
    (x1, y1), (x2, y2) = start, end
    control = ((x1 + x2) / 2, (y1 + y2) / 2 + sag * 2)
    c.curve(start, control, end, 5, INK)
    count = 12
    for number in range(count):
        t = (number + 0.5) / count
        x, y = (
            (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * e
            for a, b, e in zip(start, control, end, strict=True)
        )
        c.polygon([(x - 26, y), (x + 26, y), (x, y + 58)], colours[number % len(colours)])


def parcel(c, x, base, size, fill="#c98f4f", tape=PAPER):
    c.rect(x, base - size * 0.8, size, size * 0.8, fill, 6)
    c.rect(x + size * 0.42, base - size * 0.8, size * 0.16, size * 0.8, tape)


def bubble(c, x, y, radius, fill, mark=None):
    """A speech bubble."""
    c.polygon(
        [
            (x - radius * 0.2, y + radius * 0.7),
            (x + radius * 0.4, y + radius * 0.8),
            (x - radius * 0.1, y + radius * 1.45),
        ],
        fill,
    )
    c.circle(x, y, radius, fill)
    if mark:
        for row, share in ((-0.3, 1), (0, 0.7), (0.3, 0.9)):
            c.line(
                [
                    (x - radius * 0.5, y + row * radius),
                    (x - radius * 0.5 + radius * share, y + row * radius),
                ],
                radius * 0.11,
                mark,
            )


# The subjects


def fabrique(c):
    """The home page: a harbour city built by hands, under one sun."""
    sun(c, 1130, 400, 250, SUN, SUN_PALE)
    hill(c, 320, 760, 620, 300, TEAL_PALE)
    hill(c, 1420, 800, 560, 260, TEAL_PALE)
    for x, y, radius, fill, mark in (
        (470, 230, 92, VERMILION, WHITE),
        (720, 170, 108, WHITE, TEAL),
        (620, 345, 62, TEAL, WHITE),
    ):
        bubble(c, x, y, radius, fill, mark)
    blocks = [
        (60, 170, 4, ROSE),
        (215, 150, 3, WHITE),
        (350, 190, 5, VERMILION),
        (525, 160, 3, SUN),
        (670, 200, 4, TEAL),
        (855, 150, 5, WHITE),
        (990, 180, 3, ROSE),
        (1155, 170, 4, VERMILION),
        (1310, 220, 5, TEAL_DEEP),
        (1515, 160, 3, SUN),
    ]
    for number, (x, width, floors, fill) in enumerate(blocks):
        building(
            c, x, 800, width, floors, fill, columns=3 if width > 165 else 2, seed=number, floor=70
        )
    for x in (40, 645, 1140, 1495):
        tree(c, x, 806, 130)
    ground(c, 796, PAPER_DEEP)
    c.wave(850, 10, 320, TEAL)
    c.wave(905, 12, 260, TEAL_DEEP, 90)
    c.wave(960, 12, 300, INK, 40)
    for x, y, size, hull, sail in (
        (330, 872, 1.0, SUN, WHITE),
        (770, 900, 1.25, VERMILION, SUN),
        (1260, 878, 1.05, SUN, WHITE),
    ):
        c.polygon(
            [
                (x - 90 * size, y),
                (x + 90 * size, y),
                (x + 60 * size, y + 44 * size),
                (x - 64 * size, y + 44 * size),
            ],
            hull,
        )
        c.line([(x, y), (x, y - 190 * size)], 8, INK)
        c.polygon(
            [(x + 10, y - 180 * size), (x + 82 * size, y - 16 * size), (x + 10, y - 16 * size)],
            sail,
        )
        c.polygon(
            [(x - 10, y - 150 * size), (x - 66 * size, y - 16 * size), (x - 10, y - 16 * size)],
            ROSE,
        )
    people = ((470, VERMILION, 0), (560, TEAL, 1), (1010, SUN, 2), (1090, TEAL_DEEP, 3))
    for x, coat, skin in people:
        person(c, x, 848, 150, coat, SKINS[skin], arm=(x + (52 if x in (470, 1010) else -52), 742))


def restauration_economie_circulaire(c):
    c.circle(800, 500, 450, VERMILION)
    arrow_ring(c, 800, 500, 432, 34, SUN, 4, 22, -70)
    c.circle(800, 500, 330, PAPER)
    plates = ((650, 420, TEAL), (950, 410, SUN), (800, 640, LEAF))
    for x, y, fill in plates:
        c.circle(x + 8, y + 12, 128, PAPER_DEEP)
        c.circle(x, y, 128, WHITE)
        c.circle(x, y, 92, fill)
    for angle in range(0, 360, 60):
        leaf(c, 800, 640, 84, angle, LEAF_DEEP, LEAF)
    for dx, dy in ((-34, -22), (30, -30), (0, 28), (40, 20), (-38, 30)):
        c.circle(950 + dx, 410 + dy, 24, VERMILION)
        c.circle(950 + dx - 6, 410 + dy - 6, 7, ROSE)
    c.ellipse(650, 420, 62, 30, WHITE)
    c.polygon([(706, 420), (746, 390), (746, 450)], WHITE)
    c.circle(618, 412, 7, INK)
    for x, content in ((180, ROSE), (300, SUN)):
        jar(c, x, 800, 104, 170, content)
    jar(c, 240, 560, 96, 140, LEAF)
    c.line([(1340, 300), (1340, 760)], 20, INK)
    for dx in (-30, 0, 30):
        c.line([(1340 + dx, 240), (1340 + dx, 370)], 11, INK)
    c.curve((1310, 370), (1340, 440), (1370, 370), 14, INK)
    c.line([(1450, 480), (1450, 760)], 20, INK)
    c.ellipse(1450, 370, 42, 140, INK)


def dechets_de_la_friche(c):
    sun(c, 1260, 300, 170, SUN, SUN_PALE)
    for number in range(6):
        x = 60 + number * 250
        c.polygon([(x, 420), (x + 170, 250), (x + 170, 420)], VERMILION_DEEP)
        c.polygon([(x + 170, 250), (x + 250, 420), (x + 170, 420)], VERMILION)
        c.polygon([(x + 182, 296), (x + 232, 404), (x + 182, 404)], SUN_PALE)
    c.rect(60, 420, 1500, 330, ROSE)
    for x in range(110, 1500, 150):
        c.rect(x, 480, 76, 150, INK, 38, (True, True, False, False))
        c.rect(x + 12, 496, 24, 134, TEAL_PALE, 10, (True, True, False, False))
        c.rect(x + 42, 496, 22, 134, TEAL_PALE, 10, (True, True, False, False))
    ground(c, 750, INK)
    for x, fill, shade in (
        (210, SUN, "#c98d1c"),
        (500, TEAL, TEAL_DEEP),
        (790, LEAF, LEAF_DEEP),
        (1080, VERMILION, VERMILION_DEEP),
    ):
        c.polygon([(x, 590), (x + 220, 590), (x + 196, 890), (x + 24, 890)], fill)
        c.polygon([(x + 150, 590), (x + 220, 590), (x + 196, 890), (x + 140, 890)], shade)
        c.rect(x - 16, 552, 252, 46, PAPER, 20)
        c.rect(x + 80, 534, 60, 26, PAPER, 10)
        c.circle(x + 40, 900, 24, PAPER_DEEP)
        c.circle(x + 180, 900, 24, PAPER_DEEP)
        arrow_ring(c, x + 92, 730, 54, 15, WHITE, 3, 34)
    person(c, 1430, 920, 340, TEAL_PALE, SKINS[1], VERMILION_DEEP, arm=(1310, 600), legs=PAPER)


def eau_potable_a_la_friche(c):
    sun(c, 330, 290, 180, SUN, SUN_PALE)
    c.wave(760, 18, 420, TEAL)
    c.wave(830, 18, 360, TEAL_DEEP, 120)
    c.wave(910, 16, 300, INK, 60)
    c.rect(660, 300, 300, 480, INK, 150, (True, True, False, False))
    c.rect(700, 340, 220, 440, TEAL_DEEP, 110, (True, True, False, False))
    c.rect(560, 700, 500, 90, VERMILION, 24)
    c.rect(590, 776, 440, 60, VERMILION_DEEP, 10)
    c.line([(810, 470), (905, 470), (905, 510)], 28, SUN)
    c.circle(810, 470, 44, SUN)
    c.line([(905, 540), (905, 690)], 18, TEAL_PALE)
    c.rect(868, 612, 76, 92, WHITE, 12, (False, False, True, True))
    c.rect(874, 644, 64, 54, TEAL_PALE, 10, (False, False, True, True))
    for x, y, size, fill in (
        (1230, 380, 92, TEAL),
        (1400, 590, 62, TEAL_PALE),
        (1120, 600, 50, TEAL),
        (1430, 300, 40, TEAL_DEEP),
    ):
        drop(c, x, y, size, fill)
    person(c, 470, 840, 300, SUN, SKINS[2], arm=(590, 690), legs=PAPER)
    person(c, 300, 850, 200, WHITE, SKINS[0], VERMILION_DEEP, arm=(390, 750), legs=PAPER)


def commerce_et_ess_belle_de_mai(c):
    c.circle(1300, 240, 150, SUN)
    shops = (
        (60, 340, ROSE, VERMILION, WHITE, TEAL_PALE),
        (440, 340, TEAL_PALE, TEAL, WHITE, SUN_PALE),
        (820, 340, SUN_PALE, INK, SUN, TEAL_PALE),
        (1200, 340, WHITE, LEAF_DEEP, WHITE, ROSE),
    )
    for number, (x, width, wall, first, second, glass) in enumerate(shops):
        top = building(
            c, x, 860, width, 6, wall, columns=3, lit=0.35, seed=number + 4, window=SUN, floor=88
        )
        c.rect(x, 580, width, 280, wall)
        c.rect(x + 24, 640, 170, 220, INK, 8)
        c.rect(x + 36, 652, 146, 160, glass, 4)
        c.rect(x + 222, 640, 94, 220, INK, 8)
        c.rect(x + 236, 656, 66, 110, glass, 4)
        awning(c, x + 8, 560, width - 16, 74, first, second)
        c.rect(x + 8, 542, width - 16, 22, INK, 4)
        assert top < 560
    for x, fill in ((110, VERMILION), (150, SUN), (188, LEAF)):
        c.circle(x, 790, 22, fill)
    jar(c, 510, 808, 44, 84, VERMILION)
    jar(c, 570, 808, 44, 70, LEAF)
    bicycle(c, 878, 788, 28, VERMILION)
    for x, fill in ((1250, TEAL), (1290, VERMILION), (1330, SUN)):
        c.rect(x, 730, 30, 80, fill, 3)
    ground(c, 860, INK)
    c.rect(0, 860, WIDTH, 26, PAPER_DEEP)
    for x in range(40, WIDTH, 220):
        c.rect(x, 946, 120, 10, SUN)
    for x, size, coat, skin, hair in (
        (410, 210, TEAL, 0, INK),
        (790, 225, VERMILION, 3, INK),
        (720, 150, SUN, 3, INK),
        (1175, 215, ROSE, 2, INK),
    ):
        person(c, x, 925, size, coat, SKINS[skin], hair, legs=PAPER)


def se_nourrir_a_la_belle_de_mai(c):
    c.circle(800, 420, 400, SUN)
    ground(c, 760, INK)
    c.rect(0, 748, WIDTH, 40, "#c98f4f")
    c.rect(0, 788, WIDTH, 14, "#94612d")
    pot(c, 800, 748, 420, 250, TEAL, TEAL_DEEP)
    steam(c, 800, 440, 210)
    c.line([(860, 490), (1000, 270)], 22, "#94612d")
    crate(c, 150, 640, 260, (LEAF, SUN, ROSE, LEAF))
    for x, fill in ((1200, SUN), (1284, ROSE)):
        c.circle(x, 706, 44, fill)
        leaf(c, x, 668, 44, -60, LEAF_DEEP, LEAF)
    c.ellipse(1390, 712, 74, 38, "#5a2b4d")
    c.polygon([(1450, 690), (1500, 668), (1486, 716)], LEAF_DEEP)
    jar(c, 1096, 748, 84, 140, LEAF)
    hands = (
        (120, 980, 430, 850, TEAL_PALE, SKINS[0]),
        (620, 1010, 640, 880, VERMILION, SKINS[1]),
        (1000, 1010, 960, 880, ROSE, SKINS[2]),
        (1500, 980, 1190, 850, SUN, SKINS[3]),
    )
    for x1, y1, x2, y2, sleeve, skin in hands:
        c.line([(x1, y1), (x2, y2)], 96, sleeve)
        c.circle(x2, y2, 56, skin)
        turn = math.atan2(y2 - y1, x2 - x1)
        for finger in (-0.6, -0.2, 0.2, 0.6):
            angle = turn + finger
            c.line([(x2, y2), (x2 + 92 * math.cos(angle), y2 + 92 * math.sin(angle))], 26, skin)


def logistique_des_producteurs(c):
    sun(c, 300, 280, 140, VERMILION, ROSE)
    for x, width, floors, fill in (
        (1130, 110, 4, WHITE),
        (1250, 130, 6, TEAL_PALE),
        (1390, 120, 5, ROSE),
        (1500, 140, 3, WHITE),
    ):
        building(
            c, x, 620, width, floors, fill, columns=2, seed=x, floor=62, window=VERMILION, lit=0.3
        )
    hill(c, 260, 820, 640, 330, LEAF)
    hill(c, 1150, 900, 760, 330, LEAF_DEEP)
    for number in range(7):
        c.curve(
            (-20 + number * 110, 800),
            (180 + number * 60, 640),
            (330 + number * 26, 540 + number * 14),
            9,
            LEAF_DEEP,
        )
    ground(c, 790, INK)
    for x in range(30, WIDTH, 210):
        c.rect(x, 896, 120, 12, SUN)
    c.rect(0, 776, WIDTH, 18, PAPER)
    van(c, 560, 870, 560, VERMILION, SUN)
    leaf(c, 750, 690, 86, -90, LEAF_DEEP, PAPER)
    leaf(c, 750, 690, 70, -150, LEAF_DEEP, PAPER)
    leaf(c, 750, 690, 70, -30, LEAF_DEEP, PAPER)
    crate(c, 130, 760, 210, (VERMILION, SUN, LEAF))
    crate(c, 170, 668, 190, (SUN, SUN, SUN, SUN))
    crate(c, 330, 770, 190, (LEAF, LEAF, VERMILION))
    for x in (60, 470):
        tree(c, x, 560 if x == 60 else 570, 130, LEAF_DEEP, TEAL_DEEP)
    cloud(c, 720, 220, 150)
    cloud(c, 1340, 150, 110)


def mobilite_des_jeunes(c):
    sun(c, 1180, 330, 190, SUN, SUN_PALE)
    for x, width, floors in ((1040, 70, 3), (1120, 90, 5), (1220, 80, 4), (1310, 70, 2)):
        building(c, x, 560, width, floors, TEAL, columns=2, seed=x, floor=46, lit=0.6)
    hill(c, 1300, 830, 620, 290, LEAF)
    hill(c, 250, 800, 620, 360, TEAL_PALE)
    for x, height in ((120, 190), (190, 240), (430, 170)):
        cypress(c, x, 560 if x < 400 else 540, height)
    ground(c, 760, INK)
    c.polygon([(0, 700), (1600, 640), (1600, 1000), (0, 1000)], INK)
    c.polygon([(0, 694), (1600, 634), (1600, 650), (0, 710)], PAPER)
    for number in range(8):
        c.polygon(
            [
                (40 + number * 210, 940),
                (170 + number * 210, 936),
                (166 + number * 210, 952),
                (36 + number * 210, 956),
            ],
            SUN,
        )
    c.rect(1080, 470, 430, 250, VERMILION, 34)
    c.rect(1080, 640, 430, 40, VERMILION_DEEP)
    for number in range(4):
        c.rect(1108 + number * 98, 508, 80, 90, SUN_PALE, 10)
    for x in (1180, 1410):
        c.circle(x, 724, 46, PAPER)
        c.circle(x, 724, 20, INK)
    for x, frame, coat, skin in ((130, SUN, TEAL, 2), (640, VERMILION, ROSE, 3)):
        wheel = 104
        bicycle(c, x, 810, wheel, frame, PAPER)
        saddle = (x + wheel * 0.85, 810 - wheel * 1.3)
        shoulder = (saddle[0] + 90, saddle[1] - 170)
        c.line([saddle, (saddle[0] + 110, saddle[1] + 40), (x + wheel * 1.2, 830)], 40, TEAL_DEEP)
        c.line([saddle, shoulder], 84, coat)
        c.line([shoulder, (x + wheel * 2.75, 810 - wheel * 1.66)], 32, coat)
        c.circle(shoulder[0] + 38, shoulder[1] - 84, 48, SKINS[skin])
        c.pie(shoulder[0] + 36, shoulder[1] - 92, 56, 180, 370, SUN if coat == ROSE else VERMILION)


def mobilite_des_aines_loire_atlantique(c):
    sun(c, 340, 300, 160, VERMILION, ROSE)
    cloud(c, 820, 190, 140)
    cloud(c, 1370, 250, 110)
    hill(c, 300, 860, 700, 300, LEAF)
    hill(c, 1380, 840, 640, 270, LEAF_DEEP)
    for x, width, fill in ((30, 130, PAPER_DEEP), (1400, 160, WHITE)):
        c.rect(x, 520, width, 130, fill)
        c.polygon([(x - 16, 524), (x + width / 2, 440), (x + width + 16, 524)], TEAL_DEEP)
        c.rect(x + width * 0.2, 560, 34, 44, SUN)
        c.rect(x + width * 0.6, 572, 38, 78, INK)
    ground(c, 740, PAPER_DEEP)
    ground(c, 850, INK)
    c.rect(720, 430, 620, 390, SUN, 60)
    c.rect(720, 690, 620, 60, VERMILION)
    c.rect(756, 476, 150, 140, INK, 18)
    c.rect(930, 476, 130, 300, INK, 14)
    c.rect(944, 490, 102, 274, TEAL_PALE, 10)
    c.rect(1084, 476, 210, 140, INK, 18)
    c.rect(770, 490, 122, 112, TEAL_PALE, 10)
    c.rect(1098, 490, 182, 112, TEAL_PALE, 10)
    c.circle(1190, 556, 34, SKINS[3])
    c.pie(1190, 550, 40, 180, 360, INK)
    c.rect(1150, 584, 80, 20, VERMILION)
    for x in (850, 1210):
        c.circle(x, 830, 66, INK)
        c.circle(x, 830, 30, PAPER)
    c.polygon([(930, 776), (1046, 776), (1000, 856), (840, 856)], PAPER)
    c.rect(150, 700, 380, 26, "#94612d", 8)
    c.rect(150, 620, 380, 22, "#94612d", 8)
    for x in (180, 490):
        c.rect(x, 620, 20, 230, INK)
    for x, coat, skin in ((270, TEAL, 1), (410, VERMILION, 2)):
        c.rect(x - 50, 560, 100, 160, coat, 44)
        c.line([(x - 10, 716), (x + 84, 722), (x + 90, 836)], 42, INK_SOFT)
        c.circle(x, 500, 50, SKINS[skin])
        c.pie(x, 492, 58, 170, 360, PAPER if skin == 1 else WHITE)
    c.line([(560, 640), (560, 846)], 14, "#94612d")
    c.curve((560, 640), (556, 606), (524, 616), 14, "#94612d")
    c.rect(622, 470, 16, 380, INK)
    c.rect(580, 400, 100, 100, TEAL, 16)
    c.rect(604, 424, 52, 40, WHITE, 8)
    c.circle(614, 474, 9, WHITE)
    c.circle(646, 474, 9, WHITE)


def rouvrir_un_rez_de_chaussee(c):
    c.circle(800, 360, 300, ROSE)
    c.rect(420, 150, 760, 720, WHITE)
    c.polygon([(380, 160), (800, -60), (1220, 160)], VERMILION_DEEP)
    c.polygon([(560, 150), (800, 24), (1040, 150)], WHITE)
    for x1, y1, x2, y2 in (
        (420, 160, 1180, 160),
        (420, 380, 1180, 380),
        (420, 540, 1180, 540),
        (430, 150, 430, 870),
        (1170, 150, 1170, 870),
        (610, 160, 610, 540),
        (990, 160, 990, 540),
        (800, 160, 800, 540),
        (440, 370, 600, 170),
        (1160, 370, 1000, 170),
        (440, 530, 600, 390),
        (1160, 530, 1000, 390),
        (800, 30, 800, 150),
        (640, 110, 800, 150),
        (960, 110, 800, 150),
    ):
        c.line([(x1, y1), (x2, y2)], 20, TEAL_DEEP)
    for x in (645, 835):
        for y, light in ((200, SUN), (410, INK_SOFT)):
            c.rect(x, y, 120, 120 if y == 200 else 100, INK, 6)
            c.rect(x + 12, y + 12, 44, 96 if y == 200 else 76, light)
            c.rect(x + 64, y + 12, 44, 96 if y == 200 else 76, light)
    c.rect(450, 580, 700, 290, INK, 10)
    c.rect(480, 640, 430, 230, SUN, 4)
    c.polygon([(480, 870), (600, 640), (910, 640), (910, 870)], SUN_PALE)
    c.rect(950, 640, 160, 230, TEAL_DEEP, 4)
    c.rect(970, 660, 120, 130, SUN, 4)
    c.circle(1084, 800, 10, SUN)
    c.rect(480, 596, 630, 28, VERMILION, 6)
    c.rect(600, 770, 190, 14, INK)
    for x in (616, 762):
        c.rect(x, 784, 12, 86, INK)
    c.line([(700, 640), (700, 690)], 6, INK)
    c.pie(700, 726, 44, 180, 360, VERMILION)
    for x, fill in ((60, TEAL), (1240, TEAL)):
        building(c, x, 870, 300, 6, fill, columns=3, lit=0.2, seed=x, floor=92)
    ground(c, 870, PAPER_DEEP)
    ground(c, 930, INK)
    person(c, 1300, 950, 250, VERMILION, SKINS[0], arm=(1230, 800), legs=PAPER)
    person(c, 330, 950, 240, SUN, SKINS[1], VERMILION_DEEP, arm=(410, 790), legs=PAPER)
    tree(c, 120, 930, 260)


def soleil_en_commun(c):
    c.circle(800, 410, 300, SUN_PALE)
    c.circle(800, 410, 220, SUN)
    for angle in range(0, 360, 20):
        a = math.radians(angle)
        c.line(
            [
                (800 + 325 * math.cos(a), 410 + 325 * math.sin(a)),
                (800 + 380 * math.cos(a), 410 + 380 * math.sin(a)),
            ],
            14,
            SUN,
        )
    roofs = (
        (40, 620, 430, VERMILION, ROSE),
        (560, 540, 480, TEAL_DEEP, WHITE),
        (1130, 640, 430, VERMILION, SUN_PALE),
    )
    for x, y, width, roof, wall in roofs:
        c.rect(x + 24, y + 150, width - 48, 400, wall)
        c.polygon(
            [(x - 10, y + 170), (x + 90, y), (x + width - 90, y), (x + width + 10, y + 170)], roof
        )
        rows, columns = 2, 4
        for row in range(rows):
            for column in range(columns):

                def spot(u, v, x=x, y=y, width=width):
                    left, right = x + 80 - 70 * v, x + width - 80 + 70 * v
                    return (left + (right - left) * u, y + 18 + 130 * v)

                u, v, du, dv = (
                    (column + 0.06) / columns,
                    (row + 0.06) / rows,
                    0.88 / columns,
                    0.88 / rows,
                )
                c.polygon([spot(u, v), spot(u + du, v), spot(u + du, v + dv), spot(u, v + dv)], INK)
                c.polygon(
                    [
                        spot(u + du * 0.1, v + dv * 0.12),
                        spot(u + du * 0.5, v + dv * 0.12),
                        spot(u + du * 0.3, v + dv * 0.88),
                        spot(u + du * 0.02, v + dv * 0.88),
                    ],
                    TEAL,
                )
        for column in range(3):
            left = x + 60 + column * (width - 110) / 3
            c.rect(left, y + 210, 70, 84, INK, 6)
            c.rect(left + 8, y + 218, 54, 68, SUN, 4)
    ground(c, 900, INK)
    for x in (520, 1085):
        tree(c, x, 906, 200)
    c.curve((300, 860), (560, 980), (800, 850), 8, SUN)
    c.curve((800, 850), (1080, 980), (1340, 860), 8, SUN)
    for x, y in ((300, 860), (800, 850), (1340, 860)):
        c.circle(x, y, 26, SUN)
        c.polygon(
            [
                (x + 4, y - 18),
                (x - 10, y + 4),
                (x, y + 4),
                (x - 4, y + 18),
                (x + 10, y - 4),
                (x, y - 4),
            ],
            INK,
        )


def pole_economique_morandat(c):
    sun(c, 1180, 330, 210, SUN, SUN_PALE)
    c.polygon(
        [
            (0, 700),
            (300, 470),
            (560, 600),
            (900, 420),
            (1300, 600),
            (1600, 500),
            (1600, 1000),
            (0, 1000),
        ],
        TEAL_PALE,
    )
    c.polygon([(330, 800), (560, 120), (600, 120), (470, 800)], INK)
    c.polygon([(370, 770), (560, 210), (576, 210), (450, 770)], TEAL_PALE)
    c.polygon([(590, 120), (630, 120), (840, 800), (790, 800)], INK)
    for y, left, right in ((330, 500, 680), (480, 460, 725), (640, 400, 780)):
        c.line([(left, y), (right, y)], 16, INK)
    c.line([(480, 480), (690, 340)], 12, INK)
    c.line([(430, 640), (735, 490)], 12, INK)
    for x in (560, 640):
        c.ring(x, 150, 92, 18, VERMILION)
        for spoke in range(0, 180, 45):
            a = math.radians(spoke)
            c.line(
                [
                    (x - 78 * math.cos(a), 150 - 78 * math.sin(a)),
                    (x + 78 * math.cos(a), 150 + 78 * math.sin(a)),
                ],
                8,
                VERMILION,
            )
    ground(c, 800, INK)
    for x, width, fill, roof in (
        (60, 250, ROSE, VERMILION_DEEP),
        (860, 230, SUN, VERMILION),
        (1110, 230, WHITE, TEAL_DEEP),
        (1360, 220, ROSE, VERMILION),
    ):
        c.rect(x, 620, width, 200, fill)
        c.polygon([(x, 624), (x, 520), (x + width / 2, 624)], roof)
        c.polygon([(x + width / 2, 624), (x + width / 2, 520), (x + width, 624)], roof)
        for column in range(3):
            c.rect(x + 20 + column * (width - 20) / 3, 670, 46, 66, INK, 4)
        c.rect(x + width - 70, 700, 50, 120, TEAL)
    for x in (40, 830, 1350):
        tree(c, x, 850, 170)
    for x, coat, skin in ((700, VERMILION, 1), (960, TEAL_PALE, 0), (1240, SUN, 2)):
        person(c, x, 930, 190, coat, SKINS[skin], legs=PAPER)


def soutien_aux_aidants(c):
    sun(c, 800, 400, 190, SUN, SUN_PALE)
    for angle in range(200, 345, 20):
        a = math.radians(angle)
        c.line(
            [
                (800 + 305 * math.cos(a), 400 + 305 * math.sin(a)),
                (800 + 355 * math.cos(a), 400 + 355 * math.sin(a)),
            ],
            16,
            SUN,
        )
    # Two cupped hands under a heart.
    for side, skin, sleeve in ((-1, SKINS[0], TEAL), (1, SKINS[1], VERMILION)):

        def x(value, side=side):
            return 800 + side * value

        c.line([(x(760), 980), (x(470), 800)], 190, sleeve)
        c.line([(x(500), 818), (x(430), 776)], 150, skin)
        c.curve((x(430), 776), (x(250), 800), (x(30), 720), 120, skin)
        for lift, reach in ((0, 40), (58, 60), (112, 110)):
            c.curve(
                (x(400), 770 - lift * 0.4), (x(240), 740 - lift), (x(reach), 690 - lift), 50, skin
            )
        c.curve((x(430), 740), (x(400), 620), (x(300), 560), 62, skin)
    c.circle(738, 470, 90, VERMILION_DEEP)
    c.circle(862, 470, 90, VERMILION_DEEP)
    c.polygon([(660, 516), (940, 516), (800, 660)], VERMILION_DEEP)
    c.ring(738, 470, 58, 14, ROSE, 180, 270)


def conciergerie_senior(c):
    c.circle(1150, 400, 300, SUN)
    building(c, 140, 860, 560, 7, TEAL, columns=4, seed=9, lit=0.6)
    building(c, 700, 860, 200, 4, TEAL_DEEP, columns=2, seed=3)
    ground(c, 860, INK)
    c.rect(960, 320, 380, 560, VERMILION, 16, (True, True, False, False))
    c.rect(1000, 360, 300, 520, SUN_PALE, 8)
    c.polygon([(1000, 360), (1110, 410), (1110, 900), (1000, 880)], VERMILION_DEEP)
    c.circle(1090, 640, 14, SUN)
    person(c, 1190, 880, 380, ROSE, SKINS[1], PAPER_DEEP, arm=(1280, 700), legs=INK)
    person(c, 830, 940, 370, SUN, SKINS[2], arm=(940, 760), legs=PAPER)
    c.polygon([(890, 770), (1010, 770), (990, 860), (910, 860)], LEAF)
    c.ring(950, 770, 46, 12, INK, 180, 360)
    leaf(c, 930, 772, 74, -110, LEAF_DEEP, LEAF)
    c.line([(970, 770), (990, 700)], 18, "#c98f4f")
    c.ring(760, 170, 66, 26, TEAL_DEEP)
    c.line([(806, 216), (920, 330)], 26, TEAL_DEEP)
    c.line([(880, 290), (916, 254)], 22, TEAL_DEEP)
    c.line([(916, 326), (958, 284)], 22, TEAL_DEEP)


def vert_uose_by_uzel(c):
    sun(c, 1200, 280, 170, SUN, SUN_PALE)
    c.polygon(
        [(0, 640), (340, 330), (700, 620), (980, 400), (1600, 700), (1600, 1000), (0, 1000)],
        TEAL_PALE,
    )
    hill(c, 320, 900, 640, 340, LEAF)
    hill(c, 1320, 930, 620, 320, LEAF_DEEP)
    for x, base, height in (
        (80, 690, 250),
        (220, 650, 300),
        (370, 640, 240),
        (1300, 690, 260),
        (1430, 700, 320),
        (1550, 720, 240),
    ):
        fir(c, x, base, height)
    ground(c, 830, INK)
    c.rect(640, 480, 340, 400, WHITE, 60)
    c.rect(664, 640, 292, 216, TEAL_PALE, 44)
    c.rect(680, 440, 260, 60, VERMILION, 14)
    for angle, length, fill in (
        (-90, 360, LEAF),
        (-115, 330, LEAF_DEEP),
        (-65, 330, LEAF_DEEP),
        (-140, 270, LEAF),
        (-40, 270, LEAF),
    ):
        leaf(c, 810, 470, length, angle, fill, PAPER)
    for x, y, fill in ((650, 210, VERMILION), (810, 110, SUN), (970, 210, ROSE)):
        for angle in range(0, 360, 60):
            a = math.radians(angle)
            c.circle(x + 34 * math.cos(a), y + 34 * math.sin(a), 26, fill)
        c.circle(x, y, 22, INK)
    arrow_ring(c, 810, 740, 76, 20, VERMILION, 3, 34)


def princess(c):
    c.circle(560, 420, 330, VERMILION)
    c.circle(560, 420, 270, SUN_PALE)
    c.pie(560, 420, 270, -70, 40, WHITE)
    c.circle(560, 420, 120, SKINS[0])
    c.pie(560, 400, 150, 160, 380, INK)
    c.rect(500, 520, 120, 80, SKINS[0])
    c.pie(560, 700, 170, 180, 360, TEAL)
    c.circle(520, 430, 9, INK)
    c.circle(600, 430, 9, INK)
    c.ring(560, 450, 46, 9, VERMILION_DEEP, 30, 150)
    ground(c, 790, INK)
    c.rect(140, 740, 900, 60, "#c98f4f", 10)
    for x, height, fill, cap in (
        (210, 170, TEAL, SUN),
        (300, 120, ROSE, INK),
        (850, 200, LEAF, PAPER),
        (950, 130, VERMILION, SUN),
    ):
        c.rect(x - 40, 740 - height, 80, height, fill, 18)
        c.rect(x - 20, 740 - height - 40, 40, 46, cap, 8)
        c.rect(x - 26, 740 - height * 0.6, 52, 34, WHITE, 4)
    c.rect(1180, 400, 260, 330, TEAL, 90, (True, True, False, False))
    c.rect(1140, 640, 340, 120, TEAL_DEEP, 40)
    c.rect(1120, 560, 70, 180, TEAL_DEEP, 34)
    c.rect(1430, 560, 70, 180, TEAL_DEEP, 34)
    c.rect(1290, 750, 40, 120, SUN)
    c.rect(1190, 860, 240, 30, SUN, 14)
    c.line([(1310, 0), (1310, 140)], 8, INK)
    c.pie(1310, 220, 110, 180, 360, SUN)
    for x, y, size in ((160, 190, 34), (960, 170, 44), (1060, 330, 24)):
        c.polygon(
            [
                (x, y - size),
                (x + size * 0.25, y - size * 0.25),
                (x + size, y),
                (x + size * 0.25, y + size * 0.25),
                (x, y + size),
                (x - size * 0.25, y + size * 0.25),
                (x - size, y),
                (x - size * 0.25, y - size * 0.25),
            ],
            SUN,
        )


def reflex(c):
    c.circle(800, 480, 420, SUN_PALE)
    arrow_ring(c, 800, 480, 440, 40, LEAF_DEEP, 3, 24, -100)
    ground(c, 840, "#5a3a24")
    c.wave(840, 12, 200, "#5a3a24")
    dice = random.Random(7)
    for _number in range(60):
        c.circle(dice.randint(0, WIDTH), dice.randint(870, 990), dice.randint(4, 10), "#8a5f3c")
    c.polygon([(600, 520), (1000, 520), (950, 850), (650, 850)], TEAL)
    c.polygon([(880, 520), (1000, 520), (950, 850), (860, 850)], TEAL_DEEP)
    c.rect(576, 490, 448, 50, INK, 22)
    c.curve((610, 500), (800, 330), (990, 500), 16, INK)
    for x, fill, size in ((690, VERMILION, 46), (780, SUN, 40), (900, LEAF, 50), (840, ROSE, 34)):
        c.pie(x, 492, size * 1.5, 180, 360, fill)
    c.line([(800, 480), (800, 250)], 20, LEAF_DEEP)
    for angle, y, length in ((-150, 380, 170), (-30, 350, 180), (-120, 290, 150), (-60, 270, 160)):
        leaf(c, 800, y, length, angle, LEAF, LEAF_DEEP)
    c.curve((1250, 900), (1300, 800), (1380, 900), 34, ROSE)
    c.curve((1380, 900), (1440, 970), (1500, 900), 34, ROSE)
    for x in (170, 330):
        c.line([(x, 860), (x, 700)], 14, LEAF_DEEP)
        leaf(c, x, 760, 100, -140, LEAF, LEAF_DEEP)
        leaf(c, x, 730, 100, -40, LEAF, LEAF_DEEP)


def collectif_3r(c):
    c.circle(1240, 300, 240, ROSE)
    for y in (400, 700, 930):
        c.rect(120, y, 1360, 30, INK, 6)
    for x in (120, 780, 1456):
        c.rect(x, 130, 24, 830, INK)
    c.line([(240, 400), (240, 300), (300, 210)], 14, INK)
    c.polygon([(250, 190), (390, 190), (430, 300), (210, 300)], SUN)
    c.rect(200, 384, 84, 18, INK, 6)
    for x, height, fill in (
        (480, 190, VERMILION),
        (522, 160, TEAL),
        (564, 210, SUN),
        (608, 170, LEAF),
        (650, 200, ROSE),
    ):
        c.rect(x, 400 - height, 36, height, fill, 3)
        c.rect(x + 8, 400 - height + 24, 20, 10, WHITE)
    c.rect(870, 250, 220, 150, TEAL, 20)
    c.circle(930, 325, 44, INK)
    c.circle(930, 325, 20, SUN)
    c.circle(1040, 325, 30, INK)
    c.line([(1040, 250), (1110, 170)], 8, INK)
    parcel(c, 1190, 400, 200)
    c.rect(210, 470, 26, 230, VERMILION)
    c.rect(210, 590, 240, 26, VERMILION)
    c.rect(424, 600, 26, 100, VERMILION)
    c.rect(210, 450, 40, 60, VERMILION, 14)
    c.rect(300, 610, 16, 90, VERMILION_DEEP)
    c.ellipse(620, 660, 80, 44, TEAL_PALE)
    c.polygon([(690, 640), (750, 590), (740, 660)], TEAL_PALE)
    c.rect(590, 600, 60, 24, INK, 10)
    bicycle(c, 920, 622, 78, SUN)
    jar(c, 1320, 700, 90, 150, ROSE)
    jar(c, 1410, 700, 60, 100, LEAF)
    c.rect(190, 760, 260, 170, LEAF, 12)
    for x in (230, 330):
        c.rect(x, 790, 80, 46, LEAF_DEEP, 6)
        c.circle(x + 40, 812, 8, SUN)
        c.rect(x, 856, 80, 46, LEAF_DEEP, 6)
        c.circle(x + 40, 878, 8, SUN)
    arrow_ring(c, 620, 850, 74, 22, VERMILION, 3, 34)
    c.rect(880, 790, 130, 140, VERMILION, 10)
    c.rect(1030, 830, 130, 100, SUN, 10)
    c.polygon([(1230, 930), (1260, 770), (1370, 770), (1400, 930)], TEAL_DEEP)
    c.ring(1315, 770, 44, 12, TEAL_DEEP, 180, 360)


def labo_habitat_inclusif(c):
    sun(c, 300, 260, 150, SUN, SUN_PALE)
    ground(c, 880, LEAF_DEEP)
    c.polygon([(280, 420), (800, 90), (1320, 420)], VERMILION_DEEP)
    c.rect(340, 400, 920, 490, INK)
    rooms = (
        (360, 420, 290, 220, ROSE),
        (670, 420, 260, 220, TEAL_PALE),
        (950, 420, 290, 220, SUN_PALE),
        (360, 660, 570, 220, PAPER),
        (950, 660, 290, 220, TEAL_PALE),
    )
    for x, y, width, height, fill in rooms:
        c.rect(x, y, width, height, fill)
    c.rect(390, 570, 170, 70, WHITE, 8)
    c.rect(390, 530, 50, 60, TEAL, 8)
    c.rect(380, 600, 190, 40, VERMILION, 8)
    c.rect(580, 470, 50, 70, SUN)
    c.rect(700, 560, 110, 80, TEAL_DEEP, 20)
    c.rect(690, 490, 60, 150, TEAL_DEEP, 20)
    leaf(c, 880, 640, 110, -90, LEAF)
    leaf(c, 880, 640, 90, -130, LEAF_DEEP)
    leaf(c, 880, 640, 90, -50, LEAF_DEEP)
    for x, height, fill in (
        (980, 120, VERMILION),
        (1016, 150, TEAL),
        (1052, 130, INK),
        (1088, 140, ROSE),
    ):
        c.rect(x, 640 - height, 28, height, fill)
    c.rect(1150, 520, 60, 120, TEAL_DEEP, 6)
    c.rect(470, 770, 350, 20, "#94612d", 6)
    for x in (500, 780):
        c.rect(x, 790, 14, 90, "#94612d")
    for x, coat, skin in ((430, TEAL, 1), (560, VERMILION, 0), (720, SUN, 2), (860, LEAF, 3)):
        c.rect(x - 36, 730, 72, 110, coat, 30)
        c.circle(x, 696, 32, SKINS[skin])
        c.pie(x, 690, 37, 180, 360, WHITE if coat == TEAL else INK)
    c.rect(470, 770, 350, 20, "#94612d", 6)
    for x in (560, 640, 720):
        c.circle(x, 762, 16, WHITE)
    c.line([(640, 660), (640, 690)], 5, INK)
    c.pie(640, 716, 30, 180, 360, VERMILION)
    c.ring(1070, 800, 58, 14, INK)
    c.rect(1040, 690, 60, 100, VERMILION, 24)
    c.circle(1070, 664, 30, SKINS[0])
    c.line([(1070, 780), (1130, 790), (1136, 850)], 22, TEAL_DEEP)
    tree(c, 170, 890, 330)
    tree(c, 1440, 890, 380)


def cuisine_professionnelle_partagee(c):
    c.circle(800, 420, 360, SUN)
    c.rect(180, 130, 1240, 18, INK, 8)
    for x, size, fill in (
        (300, 70, VERMILION),
        (470, 90, TEAL),
        (1110, 84, VERMILION_DEEP),
        (1300, 66, TEAL_DEEP),
    ):
        c.line([(x, 146), (x, 240)], 12, INK)
        c.pie(x, 240, size, 0, 180, fill)
        c.rect(x - size, 228, size * 2, 18, INK, 8)
    for x in (598, 668):
        c.line([(x, 146), (x, 300)], 10, INK)
    c.ellipse(598, 330, 28, 44, INK)
    c.rect(642, 290, 52, 84, INK, 10)
    c.line([(960, 146), (960, 300)], 10, INK)
    for dx in (-20, 0, 20):
        c.ellipse(960 + dx * 0.6, 350, 20, 60, PAPER)
        c.ring(960 + dx * 0.4, 350, 50, 5, INK, 60, 120)
    ground(c, 620, INK)
    c.rect(0, 600, WIDTH, 44, PAPER)
    for x in (120, 640, 1160):
        c.rect(x, 690, 320, 260, TEAL_DEEP, 16)
        c.rect(x + 30, 760, 260, 160, INK, 12)
        c.rect(x + 50, 780, 220, 120, SUN if x == 640 else TEAL, 8)
        c.rect(x + 40, 716, 240, 16, PAPER, 8)
    pot(c, 800, 600, 260, 150, VERMILION, VERMILION_DEEP)
    steam(c, 800, 410, 150)
    pot(c, 500, 600, 170, 100, TEAL, TEAL_DEEP)
    c.rect(1060, 582, 330, 20, "#c98f4f", 8)
    for x, fill in ((1110, VERMILION), (1180, LEAF), (1250, SUN)):
        c.circle(x, 550, 34, fill)
    c.line([(1310, 580), (1390, 500)], 18, INK)
    for x, content in ((180, LEAF), (270, ROSE)):
        jar(c, x, 600, 76, 120, content)


def kiosque_paysan(c):
    sun(c, 1290, 260, 150, VERMILION, ROSE)
    hill(c, 200, 900, 620, 330, LEAF)
    hill(c, 1400, 920, 620, 330, LEAF_DEEP)
    ground(c, 800, INK)
    c.rect(430, 330, 24, 500, INK)
    c.rect(1146, 330, 24, 500, INK)
    c.polygon([(380, 340), (800, 150), (1220, 340)], TEAL_DEEP)
    c.circle(800, 272, 40, SUN)
    leaf(c, 800, 300, 60, -90, LEAF_DEEP, PAPER)
    awning(c, 380, 336, 840, 90, VERMILION, WHITE, 10)
    c.rect(440, 640, 720, 200, "#c98f4f", 8)
    c.rect(440, 640, 720, 26, "#94612d", 8)
    person(c, 800, 820, 420, TEAL, SKINS[3], arm=(900, 590))
    c.rect(440, 650, 720, 190, "#c98f4f", 8)
    c.rect(420, 630, 760, 30, "#94612d", 8)
    crate(c, 450, 560, 180, (VERMILION, VERMILION, VERMILION))
    crate(c, 970, 560, 180, (LEAF, SUN, LEAF))
    crate(c, 470, 730, 190, (SUN, SUN, SUN))
    crate(c, 710, 730, 190, (LEAF, VERMILION, LEAF))
    crate(c, 950, 730, 190, (ROSE, ROSE, ROSE))
    bicycle(c, 1260, 830, 70, VERMILION, PAPER)
    c.rect(1410, 690, 170, 120, SUN, 10)
    person(c, 260, 900, 330, SUN, SKINS[2], arm=(360, 720), legs=PAPER)
    c.polygon([(310, 730), (420, 730), (400, 820), (330, 820)], WHITE)
    leaf(c, 360, 732, 60, -80, LEAF)


def pole_ess_bottiere_pin_sec(c):
    c.circle(800, 380, 300, SUN_PALE)
    for x, width, floors, fill in (
        (60, 300, 6, TEAL),
        (380, 210, 4, ROSE),
        (1020, 220, 5, WHITE),
        (1260, 300, 7, TEAL_DEEP),
    ):
        building(c, x, 790, width, floors, fill, columns=3 if width < 290 else 4, seed=x, lit=0.5)
    c.rect(610, 520, 390, 280, VERMILION, 10)
    c.rect(590, 494, 430, 34, INK, 6)
    for x in (640, 770, 900):
        c.rect(x, 600, 80, 200, INK, 40, (True, True, False, False))
        c.rect(x + 10, 612, 60, 188, SUN_PALE, 30, (True, True, False, False))
    c.circle(805, 560, 26, SUN)
    ground(c, 790, PAPER_DEEP)
    bunting(c, (60, 250), (805, 494), 70, (VERMILION, SUN, TEAL))
    bunting(c, (805, 494), (1560, 220), 70, (SUN, TEAL, VERMILION))
    ground(c, 900, INK)
    for x, size in ((120, 260), (540, 220), (1080, 230), (1480, 270)):
        tree(c, x, 880, size)
    for x, coat, skin, size in (
        (330, VERMILION, 0, 190),
        (420, SUN, 1, 180),
        (720, TEAL, 2, 190),
        (900, ROSE, 3, 185),
        (1250, SUN, 2, 190),
        (1340, VERMILION, 1, 150),
    ):
        person(c, x, 930, size, coat, SKINS[skin], legs=TEAL_DEEP)


def residence_chene_des_anglais(c):
    c.circle(420, 400, 360, SUN_PALE)
    building(c, 760, 872, 420, 7, TEAL, columns=4, seed=11, lit=0.75)
    building(c, 1180, 872, 340, 5, VERMILION, columns=3, seed=12, lit=0.75)
    hill(c, 400, 1050, 900, 250, LEAF)
    ground(c, 870, LEAF_DEEP)
    c.polygon([(370, 880), (400, 560), (440, 560), (490, 880)], INK)
    c.line([(420, 620), (270, 470)], 34, INK)
    c.line([(430, 600), (590, 450)], 30, INK)
    for x, y, radius, fill in (
        (250, 400, 150, LEAF_DEEP),
        (600, 400, 150, LEAF_DEEP),
        (420, 290, 200, LEAF),
        (320, 480, 110, LEAF),
        (540, 490, 110, LEAF_DEEP),
        (430, 430, 140, LEAF),
    ):
        c.circle(x, y, radius, fill)
    dice = random.Random(3)
    for _number in range(16):
        x, y = dice.randint(220, 640), dice.randint(190, 500)
        c.ellipse(x, y, 11, 15, SUN)
        c.pie(x, y - 6, 13, 180, 360, "#94612d")
    c.rect(160, 780, 170, 18, "#94612d", 6)
    c.rect(180, 798, 14, 76, INK)
    c.rect(296, 798, 14, 76, INK)
    person(c, 620, 930, 260, ROSE, SKINS[1], WHITE, legs=INK, arm=(690, 790))
    person(c, 740, 930, 150, SUN, SKINS[2], arm=(690, 806))
    person(c, 860, 940, 270, VERMILION, SKINS[3])
    c.rect(210, 640, 70, 130, TEAL_DEEP, 28)
    c.line([(236, 766), (290, 772), (292, 880)], 28, INK)
    c.circle(245, 606, 34, SKINS[0])
    c.pie(245, 600, 39, 180, 360, PAPER)


def conciergerie_ampere(c):
    building(c, 80, 900, 1440, 9, TEAL, columns=11, seed=21, lit=0.4, floor=92)
    c.rect(200, 400, 1200, 500, PAPER, 20, (True, True, False, False))
    c.rect(230, 470, 1140, 430, SUN)
    awning(c, 200, 390, 1200, 80, VERMILION, WHITE, 14)
    c.rect(270, 520, 260, 16, INK)
    c.rect(270, 610, 260, 16, INK)
    for x, y, size, fill in (
        (280, 520, 64, "#c98f4f"),
        (360, 520, 50, ROSE),
        (430, 520, 80, "#c98f4f"),
        (290, 610, 54, TEAL),
        (370, 610, 66, "#c98f4f"),
        (460, 610, 50, VERMILION),
    ):
        parcel(c, x, y, size, fill)
    person(c, 720, 900, 430, VERMILION, SKINS[0], arm=(850, 640))
    c.rect(420, 700, 640, 210, INK, 14)
    c.rect(400, 676, 680, 36, "#c98f4f", 10)
    parcel(c, 850, 676, 110)
    c.rect(480, 626, 60, 50, WHITE, 10)
    c.ring(546, 650, 18, 8, WHITE)
    ground(c, 900, INK)
    for x in (140, 1480):
        c.polygon([(x - 60, 800), (x + 60, 800), (x + 44, 930), (x - 44, 930)], VERMILION)
        for angle in (-90, -125, -55):
            leaf(c, x, 802, 200, angle, LEAF, LEAF_DEEP)
    person(c, 1190, 930, 410, TEAL_DEEP, SKINS[1], VERMILION_DEEP, arm=(1010, 660), legs=PAPER)
    person(c, 1310, 940, 240, ROSE, SKINS[1], VERMILION_DEEP, legs=PAPER)


def vingt_six_fk(c):
    c.circle(800, 700, 560, TEAL)
    for x, y, radius, fill, mark in (
        (240, 300, 110, VERMILION, WHITE),
        (500, 200, 140, SUN, INK),
        (790, 250, 110, WHITE, VERMILION),
        (1060, 180, 130, ROSE, INK),
        (1340, 300, 120, TEAL_DEEP, SUN),
        (660, 470, 80, ROSE, INK),
        (980, 450, 92, SUN, INK),
        (370, 520, 76, WHITE, TEAL),
        (1230, 510, 80, VERMILION, WHITE),
    ):
        bubble(c, x, y, radius, fill, mark)
    ground(c, 930, INK)
    dice = random.Random(26)
    coats = (VERMILION, SUN, ROSE, WHITE, TEAL_PALE, LEAF)
    for row, (base, size, count) in enumerate(((850, 220, 15), (925, 240, 13), (1010, 270, 11))):
        for number in range(count):
            x = 40 + number * (1540 / (count - 1)) + (row % 2) * 20 + dice.randint(-12, 12)
            coat = coats[(number * 5 + row * 2 + dice.randint(0, 1)) % len(coats)]
            person(
                c,
                x,
                base,
                size,
                coat,
                dice.choice(SKINS),
                dice.choice((INK, VERMILION_DEEP, PAPER_DEEP, INK)),
            )


def chapito_resto_et_cie(c):
    sun(c, 1290, 260, 150, VERMILION, ROSE)
    c.wave(720, 10, 300, TEAL)
    top, left, right = 130, 200, 1120
    stripes = 8
    for number in range(stripes):
        a, b = (
            left + (right - left) * number / stripes,
            left + (right - left) * (number + 1) / stripes,
        )
        c.polygon([(660, top), (a, 430), (b, 430)], VERMILION if number % 2 == 0 else WHITE)
    for number in range(stripes):
        a, b = (
            left + (right - left) * number / stripes,
            left + (right - left) * (number + 1) / stripes,
        )
        fill = VERMILION_DEEP if number % 2 == 0 else PAPER_DEEP
        c.polygon([(a, 430), (b, 430), (b * 0.94 + 40, 780), (a * 0.94 + 40, 780)], fill)
    awning(c, left, 420, right - left, 30, SUN, TEAL_DEEP, 16)
    c.polygon([(560, 780), (660, 520), (760, 780)], INK)
    c.line([(660, 130), (660, 50)], 10, INK)
    c.polygon([(664, 50), (760, 78), (664, 106)], SUN)
    ground(c, 780, LEAF_DEEP)
    c.wave(930, 12, 260, TEAL_DEEP)
    c.rect(900, 780, 560, 24, WHITE, 8)
    for number in range(7):
        c.pie(940 + number * 80, 802, 40, 0, 180, WHITE)
    for x in (950, 1400):
        c.rect(x, 800, 18, 130, INK)
    for x, fill in ((1010, SUN), (1180, VERMILION), (1340, LEAF)):
        c.ellipse(x, 776, 62, 12, PAPER_DEEP)
        c.pie(x, 772, 40, 180, 360, fill)
    c.rect(1082, 700, 26, 80, LEAF, 8)
    c.rect(1088, 668, 14, 40, LEAF)
    for x in (1250, 1280):
        c.polygon([(x - 12, 730), (x + 12, 730), (x, 758)], VERMILION_DEEP)
        c.line([(x, 756), (x, 780)], 4, INK)
    bunting(c, (1120, 430), (1580, 460), 40, (SUN, TEAL, VERMILION))
    for x, coat, skin in ((250, SUN, 2), (370, TEAL_PALE, 1)):
        person(c, x, 910, 260, coat, SKINS[skin])
    c.circle(310, 560, 22, VERMILION)
    c.circle(260, 600, 22, SUN)
    c.circle(360, 600, 22, TEAL)


def laverie_des_collines(c):
    sun(c, 800, 270, 170, SUN, SUN_PALE)
    hill(c, 200, 880, 660, 430, LEAF)
    hill(c, 1420, 880, 660, 430, LEAF_DEEP)
    for x, base in ((110, 480), (250, 460)):
        cypress(c, x, base, 170)
    c.rect(1360, 370, 130, 110, WHITE)
    c.polygon([(1344, 376), (1425, 300), (1506, 376)], VERMILION)
    ground(c, 830, INK)
    c.curve((160, 450), (800, 620), (1440, 440), 8, INK)
    for t, fill, kind in (
        (0.12, VERMILION, "shirt"),
        (0.24, WHITE, "sheet"),
        (0.76, SUN, "sheet"),
        (0.88, ROSE, "shirt"),
    ):
        x = (1 - t) ** 2 * 160 + 2 * t * (1 - t) * 800 + t * t * 1440
        y = (1 - t) ** 2 * 450 + 2 * t * (1 - t) * 620 + t * t * 440
        if kind == "sheet":
            c.rect(x - 70, y, 140, 190, fill, 4)
        else:
            c.polygon(
                [
                    (x - 50, y),
                    (x + 50, y),
                    (x + 100, y + 60),
                    (x + 66, y + 84),
                    (x + 50, y + 66),
                    (x + 50, y + 180),
                    (x - 50, y + 180),
                    (x - 50, y + 66),
                    (x - 66, y + 84),
                    (x - 100, y + 60),
                ],
                fill,
            )
        c.rect(x - 30, y - 14, 10, 32, INK, 4)
        c.rect(x + 20, y - 14, 10, 32, INK, 4)
    c.rect(600, 380, 400, 520, WHITE, 30)
    c.rect(600, 380, 400, 100, PAPER_DEEP, 30, (True, True, False, False))
    c.circle(900, 430, 26, VERMILION)
    c.rect(650, 416, 140, 28, INK, 14)
    c.circle(800, 680, 160, INK)
    c.circle(800, 680, 126, TEAL_PALE)
    c.pie(800, 680, 126, 10, 170, TEAL)
    for x, y, radius in ((760, 650, 26), (830, 630, 18), (850, 690, 30), (760, 730, 20)):
        c.circle(x, y, radius, WHITE)
    for x, y, radius in ((1060, 360, 34), (1110, 280, 22), (540, 330, 28)):
        c.ring(x, y, radius, 7, WHITE)


#: subject: (painter, background)
SUBJECTS = {
    "fabrique": (fabrique, "#f9e3c0"),
    "restauration-economie-circulaire": (restauration_economie_circulaire, TEAL_PALE),
    "dechets-de-la-friche": (dechets_de_la_friche, PAPER),
    "eau-potable-a-la-friche": (eau_potable_a_la_friche, ROSE),
    "commerce-et-ess-belle-de-mai": (commerce_et_ess_belle_de_mai, PAPER),
    "se-nourrir-a-la-belle-de-mai": (se_nourrir_a_la_belle_de_mai, VERMILION),
    "logistique-des-producteurs": (logistique_des_producteurs, SUN_PALE),
    "mobilite-des-jeunes": (mobilite_des_jeunes, PAPER),
    "mobilite-des-aines-loire-atlantique": (mobilite_des_aines_loire_atlantique, TEAL_PALE),
    "rouvrir-un-rez-de-chaussee": (rouvrir_un_rez_de_chaussee, SUN_PALE),
    "soleil-en-commun": (soleil_en_commun, TEAL_PALE),
    "pole-economique-morandat": (pole_economique_morandat, PAPER),
    "soutien-aux-aidants": (soutien_aux_aidants, TEAL_PALE),
    "conciergerie-senior": (conciergerie_senior, PAPER),
    "vert-uose-by-uzel": (vert_uose_by_uzel, PAPER),
    "princess": (princess, ROSE),
    "reflex": (reflex, PAPER),
    "collectif-3r": (collectif_3r, SUN_PALE),
    "labo-habitat-inclusif": (labo_habitat_inclusif, TEAL_PALE),
    "cuisine-professionnelle-partagee": (cuisine_professionnelle_partagee, ROSE),
    "kiosque-paysan": (kiosque_paysan, SUN_PALE),
    "pole-ess-bottiere-pin-sec": (pole_ess_bottiere_pin_sec, TEAL_PALE),
    "residence-chene-des-anglais": (residence_chene_des_anglais, PAPER),
    "conciergerie-ampere": (conciergerie_ampere, ROSE),
    "26fk": (vingt_six_fk, PAPER),
    "chapito-resto-et-cie": (chapito_resto_et_cie, SUN_PALE),
    "laverie-des-collines": (laverie_des_collines, TEAL_PALE),
}


def draw(slug):
    """The PNG of a subject. Raises ``KeyError`` for a slug without a picture."""
    painter, background = SUBJECTS[slug]
    canvas = Canvas(background)
    painter(canvas)
    return canvas.png()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for slug in sys.argv[2:] or SUBJECTS:
        (folder / f"{slug}.png").write_bytes(draw(slug))
