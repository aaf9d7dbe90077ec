"""What is grown, cooked, sold and eaten."""

import math

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
    awning,
    bicycle,
    building,
    bunting,
    cloud,
    crate,
    ground,
    hill,
    jar,
    leaf,
    person,
    pot,
    steam,
    sun,
    tree,
    van,
)


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
