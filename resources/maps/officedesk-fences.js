"use strict";

// Geofences: circles at their true size, polygons with their holes.

officedesk.beginnings.push((map) => {
  // Above this many, drawing does not snap to them: each would be looked at for every move of the mouse.
  const SNAP = 300;
  let told = [], being = null, lit = null, generation = 0;
  const group = L.featureGroup().addTo(map);
  const shapes = new Map();
  officedesk.tips(group, (layer) => ({ title: layer.office.name }));
  officedesk.picks(group, "fences", (layer) => layer.office.id);

  officedesk.outline = (shape) => {
    const rings = shape.kind === "circle"
      ? [[officedesk.geodesy.ring(shape.at, shape.radius)]]
      : shape.parts.map((part) => part.map((ring) => ring.map(([longitude, latitude]) => [latitude, longitude])));
    let west = Infinity, east = -Infinity;
    for (const [, longitude] of rings.flat(2)) {
      west = Math.min(west, longitude);
      east = Math.max(east, longitude);
    }
    const middle = (west + east) / 2, moved = officedesk.near(middle) - middle;
    if (!moved) return rings;
    return rings.map((part) => part.map((ring) => ring.map(([lat, lng]) => [lat, lng + moved])));
  };

  // Corners that lie closer than a few pixels must not be moved to whole ones: a small circle would be jagged.
  const Outline = L.Polygon.extend({
    _projectLatlngs(places, into, bounds) {
      if (!(places[0] instanceof L.LatLng)) {
        for (const some of places) this._projectLatlngs(some, into, bounds);
        return;
      }
      const origin = map.getPixelOrigin();
      into.push(places.map((place) => {
        const at = map.project(place)._subtract(origin);
        bounds.extend(at);
        return at;
      }));
    },
  });

  function style(fence) {
    const colour = officedesk.colour(fence.colour), strong = fence.id === lit;
    return { color: colour, fillColor: colour, weight: strong ? 4 : 2.5, fillOpacity: strong ? 0.28 : 0.14 };
  }

  function draw() {
    group.clearLayers();
    shapes.clear();
    for (const fence of told) {
      if (fence.id === being) continue;
      const layer = new Outline(officedesk.outline(fence.shape), {
        ...style(fence), pmIgnore: true, snapIgnore: told.length > SNAP, bubblingMouseEvents: true,
        smoothFactor: fence.shape.kind === "circle" ? 0 : 0.5,
      });
      layer.office = fence;
      shapes.set(fence.id, layer);
      group.addLayer(layer);
    }
  }

  officedesk.on("fences", async ({ data }) => {
    const mine = ++generation, got = await officedesk.data(data);
    if (mine !== generation || !got) return;
    told = got;
    draw();
  });

  // The fence that is being edited is drawn by the sketch.
  officedesk.leaveOut = (id) => {
    if (id === being) return;
    being = id;
    draw();
  };

  officedesk.light = officedesk.light || {};
  officedesk.light.fences = (id) => {
    lit = id;
    for (const layer of shapes.values()) layer.setStyle(style(layer.office));
    if (shapes.has(id)) shapes.get(id).bringToFront();
  };
  officedesk.hides = officedesk.hides || {};
  officedesk.hides.fences = () => {
    generation++;
    told = [];
    draw();
  };
  map.on("officedesk:theme", () => { for (const layer of shapes.values()) layer.setStyle(style(layer.office)); });
  map.on("officedesk:side", draw);
});
