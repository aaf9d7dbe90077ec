"""Places that open in a quarter."""

import math
import random

from demo.pictures.canvas import (
    INK,
    INK_SOFT,
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
)
from demo.pictures.shapes import (
    awning,
    bubble,
    building,
    bunting,
    ground,
    hill,
    leaf,
    parcel,
    person,
    sun,
    tree,
)


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
