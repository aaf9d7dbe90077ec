"""Water, sun, and what is used again."""

import math
import random

from demo.pictures.canvas import (
    INK,
    LEAF,
    LEAF_DEEP,
    PAPER,
    PAPER_DEEP,
    ROSE,
    SKINS,
    SUN,
    SUN_PALE,
    TEAL,
    TEAL_DEEP,
    TEAL_PALE,
    VERMILION,
    VERMILION_DEEP,
    WHITE,
    WIDTH,
)
from demo.pictures.shapes import (
    arrow_ring,
    bicycle,
    cypress,
    drop,
    fir,
    ground,
    hill,
    jar,
    leaf,
    parcel,
    person,
    sun,
    tree,
)


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
