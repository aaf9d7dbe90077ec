"""Things that several pictures share."""

import math
import random

from demo.pictures.canvas import (
    HEIGHT,
    INK,
    INK_SOFT,
    LEAF,
    LEAF_DEEP,
    PAPER,
    SKINS,
    SUN,
    SUN_PALE,
    TEAL_DEEP,
    WHITE,
    WIDTH,
)


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
