"""People on their way, at home, and those who look after them."""

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
    bicycle,
    building,
    cloud,
    cypress,
    ground,
    hill,
    leaf,
    person,
    sun,
    tree,
)


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
