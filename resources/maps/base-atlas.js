/* The outlines of the built-in map: atlases (TopoJSON) read once into flat arrays, and drawn square by square.
 *
 * Coordinates are those of Web Mercator from 0 to 1. A line of the atlas ("arc") that lies beside a square is drawn as
 * the straight line between its ends: that changes nothing inside of the square, and makes squares cheap to fill. */
"use strict";
(function () {
  const LOWEST = 85.0511287798;

  function projected(longitude, latitude, into, at) {
    const clamped = Math.max(-LOWEST, Math.min(LOWEST, latitude)) * Math.PI / 180;
    into[at] = (longitude + 180) / 360;
    into[at + 1] = (1 - Math.asinh(Math.tan(clamped)) / Math.PI) / 2;
  }

  function boxOf(points) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < points.length; i += 2) {
      box[0] = Math.min(box[0], points[i]);
      box[1] = Math.min(box[1], points[i + 1]);
      box[2] = Math.max(box[2], points[i]);
      box[3] = Math.max(box[3], points[i + 1]);
    }
    return box;
  }

  function meets(a, b) {
    return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
  }

  function joined(boxes) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const other of boxes) {
      box[0] = Math.min(box[0], other[0]);
      box[1] = Math.min(box[1], other[1]);
      box[2] = Math.max(box[2], other[2]);
      box[3] = Math.max(box[3], other[3]);
    }
    return box;
  }

  function moved(box, shift) {
    return shift ? [box[0] + shift, box[1], box[2] + shift, box[3]] : box;
  }

  /* A square as seen from one turn further around the earth. */
  function turned(square, turn) {
    return turn ? { ...square, x: square.x + turn, box: moved(square.box, turn) } : square;
  }

  const TURNS = [-1, 0, 1];

  /* One topology: its arcs, and the areas of its objects as rings of arcs. */
  class Atlas {
    constructor(topology) {
      const { scale, translate } = topology.transform;
      this.arcs = topology.arcs.map((steps) => {
        const points = new Float64Array(steps.length * 2);
        let x = 0, y = 0;
        steps.forEach((step, i) => {
          x += step[0];
          y += step[1];
          projected(x * scale[0] + translate[0], y * scale[1] + translate[1], points, i * 2);
          /* A line goes on where it leaves the map at the antimeridian. */
          if (i > 0) points[i * 2] += Math.round(points[i * 2 - 2] - points[i * 2]);
        });
        return points;
      });
      this.boxes = this.arcs.map(boxOf);
      this.objects = {};
      for (const [name, object] of Object.entries(topology.objects)) {
        this.objects[name] = object.geometries.filter((one) => one.arcs).map((one) => this._area(one));
      }
    }

    _area(geometry) {
      const polygons = geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs;
      const rings = polygons.flat().map((arcs) => this._unwound(arcs));
      const name = (geometry.properties && geometry.properties.name) || "";
      return { id: String(geometry.id || ""), name, polygons, rings, box: joined(rings.map((ring) => ring.box)) };
    }

    /* A ring of arcs, each moved by whole turns around the earth to where the one before ends. `turns` is not 0 for the
     * ring around a pole. */
    _unwound(arcs) {
      const shifts = [], boxes = [];
      let end = null, begin = 0;
      for (const arc of arcs) {
        const index = arc < 0 ? ~arc : arc, points = this.arcs[index];
        const [from, to] = arc < 0 ? [points[points.length - 2], points[0]] : [points[0], points[points.length - 2]];
        const shift = end === null ? 0 : Math.round(end - from);
        if (end === null) begin = from;
        end = to + shift;
        shifts.push(shift);
        boxes.push(moved(this.boxes[index], shift));
      }
      return { arcs, shifts, turns: Math.round(end - begin), box: joined(boxes) };
    }

    /* Arcs by what lies on their sides: `kind(ids)` names the sort of an arc that belongs to the areas `ids`. */
    sorted(object, kind) {
      const owners = new Map();
      for (const area of this.objects[object]) {
        for (const arc of area.rings.flatMap((ring) => ring.arcs)) {
          const index = arc < 0 ? ~arc : arc;
          owners.set(index, [...(owners.get(index) || []), area.id]);
        }
      }
      const sorts = {};
      for (const [arc, ids] of owners) {
        (sorts[kind(ids)] ||= []).push(arc);
      }
      return sorts;
    }

    /* All areas that meet the square, as one path: neighbours have no seam. */
    areas(context, square, list) {
      context.beginPath();
      for (const turn of TURNS) {
        const seen = turned(square, turn);
        for (const area of list) {
          if (!meets(area.box, seen.box)) continue;
          for (const ring of area.rings) {
            if (meets(ring.box, seen.box) || ring.turns) this._ring(context, seen, ring);
          }
        }
      }
      context.fill("evenodd");
    }

    lines(context, square, arcs) {
      context.beginPath();
      for (const turn of TURNS) {
        const seen = turned(square, turn);
        for (const arc of arcs) {
          if (meets(this.boxes[arc], seen.box)) this._arc(context, seen, this.arcs[arc], false, true);
        }
      }
      context.stroke();
    }

    _ring(context, square, ring) {
      ring.arcs.forEach((arc, number) => {
        const index = arc < 0 ? ~arc : arc, points = this.arcs[index], seen = turned(square, -ring.shifts[number]);
        if (meets(this.boxes[index], seen.box)) {
          this._arc(context, seen, points, arc < 0, number === 0);
          return;
        }
        const from = arc < 0 ? points.length - 2 : 0, to = arc < 0 ? 0 : points.length - 2;
        if (number === 0) {
          context.moveTo((points[from] - seen.x) * square.scale, (points[from + 1] - square.y) * square.scale);
        }
        context.lineTo((points[to] - seen.x) * square.scale, (points[to + 1] - square.y) * square.scale);
      });
      if (ring.turns) {
        /* Around the south pole: down to it at both ends. */
        const first = ring.arcs[0], points = this.arcs[first < 0 ? ~first : first];
        const x = (first < 0 ? points[points.length - 2] : points[0]) - square.x, below = (2 - square.y) * square.scale;
        context.lineTo((x + ring.turns) * square.scale, below);
        context.lineTo(x * square.scale, below);
      }
      context.closePath();
    }

    /* Points nearer than half a pixel to the one before are left out; the ends stay. */
    _arc(context, square, points, backward, begins) {
      const last = points.length - 2;
      let x = 0, y = 0;
      for (let i = 0; i <= last; i += 2) {
        const at = backward ? last - i : i;
        const px = (points[at] - square.x) * square.scale, py = (points[at + 1] - square.y) * square.scale;
        if (i === 0) {
          if (begins) context.moveTo(px, py); else context.lineTo(px, py);
        } else if (i === last || Math.abs(px - x) > 0.5 || Math.abs(py - y) > 0.5) {
          context.lineTo(px, py);
        } else {
          continue;
        }
        x = px;
        y = py;
      }
    }

    /* Where the name of an area goes: the point of its largest part that is farthest from any edge. */
    anchor(area) {
      if (area.anchor === undefined) {
        area.anchor = anchorOf(area.polygons.map((rings) => this._outline(rings[0])));
      }
      return area.anchor;
    }

    _outline(arcs) {
      const points = [], { shifts } = this._unwound(arcs);
      arcs.forEach((arc, number) => {
        const from = this.arcs[arc < 0 ? ~arc : arc];
        for (let i = 0; i < from.length - 2; i += 2) {
          const at = arc < 0 ? from.length - 2 - i : i;
          points.push([from[at] + shifts[number], from[at + 1]]);
        }
      });
      return points;
    }
  }

  function areaOf(points) {
    let sum = 0;
    for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
      sum += points[j][0] * points[i][1] - points[i][0] * points[j][1];
    }
    return Math.abs(sum / 2);
  }

  function anchorOf(outlines) {
    let largest = outlines[0], size = areaOf(largest);
    for (const outline of outlines) {
      const other = areaOf(outline);
      if (other > size) [largest, size] = [outline, other];
    }
    const every = Math.max(1, Math.floor(largest.length / 160));
    const points = largest.filter((_, i) => i % every === 0);
    const box = boxOf(points.flat());
    let best = null, room = -1;
    const steps = 14;
    for (let i = 1; i < steps; i++) {
      for (let j = 1; j < steps; j++) {
        const at = [box[0] + (box[2] - box[0]) * i / steps, box[1] + (box[3] - box[1]) * j / steps];
        const free = roomAround(at, points);
        if (free > room) [best, room] = [at, free];
      }
    }
    return { x: best[0], y: best[1], width: box[2] - box[0], size };
  }

  /* Squared distance to the outline, negative outside. Names are wide: room at the sides counts less. */
  function roomAround(at, points) {
    let inside = false, nearest = Infinity;
    for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
      const [ax, ay] = points[j], [bx, by] = points[i];
      if ((ay > at[1]) !== (by > at[1]) && at[0] < (bx - ax) * (at[1] - ay) / (by - ay) + ax) inside = !inside;
      const dx = (bx - ax) * 0.5, dy = by - ay, x = (at[0] - ax) * 0.5, y = at[1] - ay;
      const along = Math.max(0, Math.min(1, (x * dx + y * dy) / (dx * dx + dy * dy || 1)));
      nearest = Math.min(nearest, (x - along * dx) ** 2 + (y - along * dy) ** 2);
    }
    return inside ? nearest : -nearest;
  }

  window.OfficeDeskAtlas = { Atlas, projected, meets };
})();
