"""The council chamber after the last meeting of the day, desk lamps still on."""

from __future__ import annotations

import math

from PIL import Image

from standfirst.demo.drawing.colour import light
from standfirst.demo.drawing.figures import block, disc
from standfirst.demo.drawing.stage import Lamp, Stage
from standfirst.demo.drawing.surface import finish, gradient

HALF, DEEP, TALL = 8.0, 21.0, 7.6


def draw() -> Image.Image:
    """Two arcs of desks face a raised table; blue evening in the windows."""
    stage = Stage(
        eye=3.1,
        focal=0.82,
        vanishing=(0.5, 0.4),
        ambient=light("59626e", 0.5),
        fog=light("2a3038", 0.5),
        clear=200,
    )
    stage.lamps.append(Lamp((-9, 4.5, 9), light("7fa4d8", 40)))
    _room(stage)
    _table(stage)
    for radius, desks in ((5.2, 9), (8.0, 13)):
        _arc(stage, radius, desks)
    return finish(stage.shoot(gradient((8, 8), ((0, "14161a"), (1, "14161a")))), seed=23)


def _room(stage: Stage) -> None:
    panel = light("6b4a30")
    stage.face(
        (-HALF, 0, 0.8),
        (2 * HALF, 0, 0),
        (0, 0, DEEP),
        light("5a2f2c"),
        tile=(2, 2),
        jitter=0.04,
        floor=True,
    )
    stage.face(
        (-HALF, TALL, 0.8),
        (2 * HALF, 0, 0),
        (0, 0, DEEP),
        light("a59a86"),
        tile=(2, 2),
        jitter=0.05,
    )
    for side in (-HALF, HALF):
        stage.face((side, 0, 0.8), (0, 0, DEEP), (0, 2.4, 0), panel, tile=(1.1, 2.4), jitter=0.12)
        stage.face((side, 2.4, 0.8), (0, 0, DEEP), (0, TALL - 2.4, 0), light("9c927f"))
    stage.face((-HALF, 0, DEEP), (2 * HALF, 0, 0), (0, 3.4, 0), panel, tile=(1.0, 3.4), jitter=0.14)
    stage.face((-HALF, 3.4, DEEP), (2 * HALF, 0, 0), (0, TALL - 3.4, 0), light("9c927f"))
    for step in range(4):
        deep = 4.4 + step * 4.2
        stage.face(
            (-HALF + 0.02, 2.0, deep),
            (0, 0, 2.0),
            (0, 4.6, 0),
            light("5f86bd", 16),
            tile=(0.5, 0.92),
            jitter=0.25,
        )
        for bar in range(5):
            stage.face(
                (-HALF + 0.04, 2.0, deep + bar * 0.5 - 0.04),
                (0, 0, 0.08),
                (0, 4.6, 0),
                light("30261d"),
            )
        for bar in range(6):
            stage.face(
                (-HALF + 0.04, 2.0 + bar * 0.92 - 0.04, deep),
                (0, 0, 2.0),
                (0, 0.08, 0),
                light("30261d"),
            )
        stage.face((HALF - 0.04, 2.9, deep), (0, 0, 1.7), (0, 2.3, 0), light("8d6f35"))
        stage.face(
            (HALF - 0.06, 3.05, deep + 0.13),
            (0, 0, 1.44),
            (0, 2.0, 0),
            light("26323a"),
            tile=(0.4, 0.5),
            jitter=0.3,
        )
    for x in (-3.4, 3.4):
        for deep in (7.0, 14.0):
            stage.bulb((x, 5.9, deep), radius=0.17, code="ffe2b0", colour=light("ffd6a0", 30))
            stage.cutout(block(0.03, 1.6), (x, 6.0, deep), light("2a2118"))


def _table(stage: Stage) -> None:
    wood = light("7a5230")
    stage.box((-5.2, 0, 17.4), (10.4, 0.55, 3.4), light("4a2a26"))
    stage.box((-3.8, 0.55, 17.8), (7.6, 1.0, 0.9), wood, jitter=0.12, tile=(0.95, 1.0))
    for seat in range(5):
        tall = 1.75 if seat == 2 else 1.35
        stage.cutout(block(0.62, tall), (-2.8 + seat * 1.4, 0.75, 19.2), light("4b2320"))
    for x in (-2.1, 0.7, 2.1):
        stage.bulb((x, 2.0, 18.0), radius=0.09, code="ffe0a0", colour=light("ffd090", 1.6))
    stage.cutout(disc(0.95), (0, 5.2, DEEP - 0.1), light("a58445"))
    stage.cutout(disc(0.78), (0, 5.2, DEEP - 0.15), light("29414a"))
    stage.cutout([(-0.5, -0.3), (0, 0.5), (0, -0.3)], (0, 5.2, DEEP - 0.2), light("c9c2ac"))
    stage.cutout([(0.08, -0.3), (0.08, 0.4), (0.45, -0.3)], (0, 5.2, DEEP - 0.2), light("c9c2ac"))


def _arc(stage: Stage, radius: float, desks: int) -> None:
    wood = light("8a5d36")
    for desk in range(desks):
        turn = math.pi * (1.04 + 0.92 * desk / (desks - 1))
        x, z = math.cos(turn) * radius, 14.2 + math.sin(turn) * radius * 1.18
        along = (-math.sin(turn) * 1.5, 0.0, math.cos(turn) * 1.5)
        inward = (-math.cos(turn) * 0.6, 0.0, -math.sin(turn) * 0.6)
        corner = (x - along[0] / 2, 0.0, z - along[2] / 2)
        stage.face(corner, along, (0, 0.95, 0), wood, tile=(0.5, 0.95), jitter=0.12)
        stage.face(
            (corner[0], 0.95, corner[2]),
            along,
            inward,
            light("a9794a"),
            tile=(1.5, 0.6),
            jitter=0.08,
        )
        paper = (x + inward[0] * 0.3 - along[0] * 0.12, 0.97, z + inward[2] * 0.3 - along[2] * 0.12)
        stage.face(
            paper,
            (along[0] * 0.22, 0, along[2] * 0.22),
            (inward[0] * 0.5, 0, inward[2] * 0.5),
            light("e8e2d2"),
        )
        stage.cutout(
            block(0.5, 1.12), (x * 1.09, 0, z + math.sin(turn) * 0.75 + 0.05), light("5a3026")
        )
        if desk % 3 == 1:
            stage.bulb(
                (x + inward[0] * 0.4 + along[0] * 0.3, 1.36, z + inward[2] * 0.4),
                radius=0.075,
                code="ffdc98",
                colour=light("ffcf88", 2.2),
            )
