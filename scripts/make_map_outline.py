"""Make the outline under the catalogue's map: France and, lightly, its neighbours.

    npm install world-atlas@2
    python scripts/make_map_outline.py node_modules/world-atlas \
        wagtail_crowdsolving/static/wagtail_crowdsolving/map-outline.geojson

The source is Natural Earth, which is in the public domain, as TopoJSON.
"""

import json
import sys
from pathlib import Path

NEIGHBOURS = {
    "Spain", "Italy", "Switzerland", "Germany", "Belgium", "Luxembourg", "United Kingdom",
    "Andorra", "Netherlands", "Ireland", "Austria", "Portugal", "Liechtenstein", "Czechia",
    "Denmark", "Slovenia", "Croatia", "Algeria", "Tunisia", "Morocco",
}  # fmt: skip
WEST, SOUTH, EAST, NORTH = -14, 36, 17, 56
#: Farther than this from a straight line, in degrees, a point is kept.
TOLERANCE = {"France": 0.012, "neighbour": 0.06}
SMALLEST = {"France": 0.002, "neighbour": 0.05}


def simplify(points, tolerance):
    """Douglas and Peucker, without recursion."""
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (x1, y1), (x2, y2) = points[first], points[last]
        dx, dy = x2 - x1, y2 - y1
        length = (dx * dx + dy * dy) ** 0.5
        farthest, distance = None, tolerance
        for number in range(first + 1, last):
            x, y = points[number]
            if length:
                away = abs(dy * (x - x1) - dx * (y - y1)) / length
            else:
                away = ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
            if away > distance:
                farthest, distance = number, away
        if farthest is not None:
            keep.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [points[number] for number in sorted(keep)]


def clip(points):
    """The part of a ring inside the frame (Sutherland and Hodgman)."""
    for axis, bound, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        inside = [sign * (point[axis] - bound) >= 0 for point in points]
        result = []
        for number, point in enumerate(points):
            before = points[number - 1]
            if inside[number] != inside[number - 1]:
                part = (bound - before[axis]) / (point[axis] - before[axis])
                result.append(tuple(before[i] + part * (point[i] - before[i]) for i in (0, 1)))
            if inside[number]:
                result.append(point)
        points = result
        if not points:
            return []
    return points


def area(points):
    return abs(
        sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False)) / 2
    )


def rings(topology, geometry):
    """The outer rings of a geometry; lakes are left out."""
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]

    def arc(index):
        x = y = 0
        points = []
        for dx, dy in topology["arcs"][~index if index < 0 else index]:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + translate[0], y * scale[1] + translate[1]))
        return points[::-1] if index < 0 else points

    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        points = []
        for index in polygon[0]:
            points += arc(index)[1 if points else 0 :]
        yield points


def feature(topology, geometry, kind):
    polygons = []
    for ring in rings(topology, geometry):
        overseas = kind == "France" and not (
            WEST < ring[0][0] < EAST and SOUTH < ring[0][1] < NORTH
        )
        points = ring if overseas else clip(ring)
        if len(points) < 4 or area(points) < SMALLEST[kind]:
            continue
        middle = len(points) // 2
        tolerance = TOLERANCE[kind]
        points = simplify(points[: middle + 1], tolerance)[:-1] + simplify(
            points[middle:], tolerance
        )
        polygons.append([[[round(x, 2), round(y, 2)] for x, y in points]])
        polygons[-1][0].append(polygons[-1][0][0])
    return {
        "type": "Feature",
        "properties": {"kind": kind},
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


def main(source, target):
    features = []
    for name, wanted, kind in (
        ("countries-50m.json", NEIGHBOURS, "neighbour"),
        ("countries-10m.json", {"France"}, "France"),
    ):
        topology = json.loads((Path(source) / name).read_text())
        features += [
            feature(topology, country, kind)
            for country in topology["objects"]["countries"]["geometries"]
            if country["properties"]["name"] in wanted
        ]
    outline = {"type": "FeatureCollection", "features": features}
    Path(target).write_text(json.dumps(outline, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
