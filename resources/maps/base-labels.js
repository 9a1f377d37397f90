/* Names on the built-in map: countries, states, counties, cities and ZIP codes, drawn on one canvas over the view.
 *
 * The more important a name, the earlier it is placed; one that would touch another is left out. What was shown before
 * stays while the map is moved: names do not come and go at one zoom. */
"use strict";
(function () {
  const { projected, meets } = window.OfficeDeskAtlas;
  const LEVELS = [3, 5, 7, 9, 11];
  const MOST_CHUNKS = 300;
  const CODES_FROM = 11;

  const Labels = L.Renderer.extend({
    initialize: function (ground, options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._ground = ground;
      this._chunks = new Map();
      this._kept = new Set();
      this._keptZoom = null;
      this._shown = [];
      this._awaited = false;
      this._widths = new Map();
    },

    repaint: function () {
      if (this._map && this._context) this._paint();
    },

    /* Names that were written before their font was there. */
    measureAnew: function () {
      this._widths.clear();
      this._kept = new Set();
      this.repaint();
    },

    /* What is named now, on the canvas and within the view; whether names are still to come. */
    names: function () {
      return this._shown.map((label) => label.text);
    },

    seen: function () {
      const size = this._map.getSize(), corner = this._bounds.min.add(this._map._getMapPanePos());
      return this._shown.filter(({ x, y, width, height }) => x + corner.x > width && x + corner.x < size.x - width
        && y + corner.y > height && y + corner.y < size.y - height).map((label) => label.text);
    },

    waits: function () {
      return this._awaited;
    },

    _initContainer: function () {
      this._container = document.createElement("canvas");
      this._container.className = "base-labels";
      this._context = this._container.getContext("2d");
    },

    _destroyContainer: function () {
      this._container.remove();
      this._container = this._context = null;
    },

    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize(), ratio = window.devicePixelRatio || 1, canvas = this._container;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      if (canvas.width !== Math.round(size.x * ratio) || canvas.height !== Math.round(size.y * ratio)) {
        canvas.width = Math.round(size.x * ratio);
        canvas.height = Math.round(size.y * ratio);
        canvas.style.width = size.x + "px";
        canvas.style.height = size.y + "px";
      }
      this._paint();
    },

    /* L.Renderer redraws its paths on this; there are none. */
    _updatePaths: function () {},
    _onZoomEnd: function () {},

    _paint: function () {
      const context = this._context, size = this._bounds.getSize(), ratio = window.devicePixelRatio || 1;
      const colours = this.options.colours(), zoom = this._map.getZoom(), scale = 256 * 2 ** zoom;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, size.x, size.y);
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      const origin = this._map.getPixelOrigin().add(this._bounds.min);
      const turns = Math.floor(origin.x / scale);
      if (zoom !== this._keptZoom) {
        this._keptZoom = zoom;
        this._kept = new Set();
      }
      const found = [];
      this._awaited = false;
      for (const turn of [turns, turns + 1]) {
        const shift = turn * scale - origin.x;
        const box = [-shift / scale, origin.y / scale, (size.x - shift) / scale, (origin.y + size.y) / scale];
        if (box[2] > 0 && box[0] < 1) this._gather(found, zoom, scale, box, shift, -origin.y, turn);
      }
      found.sort((a, b) => Number(this._kept.has(b.id)) - Number(this._kept.has(a.id)) || b.rank - a.rank);
      const placed = new Placed(), kept = new Set();
      this._shown = [];
      for (const label of found) {
        this._measure(context, label, colours);
        if (placed.take(label)) {
          kept.add(label.id);
          this._shown.push(label);
          write(context, label, colours);
        }
      }
      /* While chunks are still to come, nothing has its place for good. */
      if (!this._awaited) this._kept = kept;
    },

    _gather: function (found, zoom, scale, box, dx, dy, turn) {
      const put = (id, text, x, y, look, rank, dot) => found.push(
        { id: turn + id, text, x: x * scale + dx, y: y * scale + dy, look, rank, dot });
      const areas = (atlas, list, look, rank) => {
        for (const area of list) {
          if (!area.name || !meets(area.box, box)) continue;
          const at = atlas.anchor(area);
          /* A name that is much wider than what it names would be read as that of its neighbours. */
          if (at.width * scale > (look === "county" ? 90 : 34)) {
            put(look + area.id + area.name, area.name, at.x, at.y, look, rank + at.size);
          }
        }
      };
      const ground = this._ground;
      const us = ground.us && zoom >= 4, least = leastWeight(zoom);
      if (ground.world && zoom >= 2 && zoom < 7) {
        const countries = ground.world.objects.countries.filter((area) => !(us && area.id === "840"));
        areas(ground.world, countries, "country", 5000);
      }
      if (us && zoom >= 5 && zoom < 8) areas(ground.us, ground.us.objects.states, "state", 4000);
      if (us && zoom >= 9 && zoom < 13) areas(ground.us, ground.us.objects.counties, "county", 0.2);
      for (const chunk of this._near(zoom, box)) {
        for (const [text, x, y, weight] of chunk) {
          if (weight > 0 && weight < least) continue;
          if (weight > 0) put("p" + text + x, text, x, y, cityLook(weight, zoom), weight + 1, zoom < 11);
          else if (zoom >= CODES_FROM) put("z" + text, text, x, y, "code", 0.1 + (zoom >= 13 ? 500 : 0));
        }
      }
    },

    /* The chunks of labels in the view that are here; the others are asked for, and drawn when they come. */
    _near: function (zoom, box) {
      const level = LEVELS.filter((one) => one <= zoom).pop();
      if (level === undefined) return [];
      const count = 2 ** level, found = [];
      const from = (value) => Math.max(0, Math.floor(value * count));
      const to = (value) => Math.min(count - 1, Math.floor(value * count));
      for (let x = from(box[0]); x <= to(box[2]); x++) {
        for (let y = from(box[1]); y <= to(box[3]); y++) {
          const chunk = this._chunk(level + "/" + x + "/" + y);
          if (chunk) found.push(chunk);
          else this._awaited = true;
        }
      }
      return found;
    },

    _chunk: function (name) {
      if (this._chunks.has(name)) {
        const chunk = this._chunks.get(name);
        this._chunks.delete(name);
        this._chunks.set(name, chunk);
        return chunk;
      }
      this._chunks.set(name, null);
      if (this._chunks.size > MOST_CHUNKS) this._chunks.delete(this._chunks.keys().next().value);
      fetch(this.options.root + "labels/" + name + ".json").then((answer) => (answer.ok ? answer.json() : [])).then(
        (labels) => {
          const at = new Float64Array(2);
          this._chunks.set(name, labels.map(([text, longitude, latitude, weight]) => {
            projected(longitude, latitude, at, 0);
            return [text, at[0], at[1], weight];
          }));
          this._soon();
        },
        () => {
          this._chunks.set(name, []);
          this._soon();
        });
      return null;
    },

    /* Chunks come one after the other: one painting for those of a frame. */
    _soon: function () {
      if (this._asked) return;
      this._asked = requestAnimationFrame(() => {
        this._asked = 0;
        this.repaint();
      });
    },

    _measure: function (context, label, colours) {
      const look = LOOKS[label.look];
      label.font = look.weight + " " + look.size + "px " + colours.font;
      label.shown = look.capitals ? label.text.toUpperCase() : label.text;
      const key = label.look + label.shown;
      let width = this._widths.get(key);
      if (width === undefined) {
        context.font = label.font;
        context.letterSpacing = (look.spacing || 0) + "px";
        width = context.measureText(label.shown).width;
        if (this._widths.size > 5000) this._widths.clear();
        this._widths.set(key, width);
      }
      label.width = width + look.gap * 2;
      label.height = look.size + look.gap * 1.4;
    },
  });

  const LOOKS = {
    country: { size: 12, weight: 600, spacing: 1.2, gap: 12, colour: "region", capitals: true },
    state: { size: 11, weight: 600, spacing: 1.6, gap: 12, colour: "region", capitals: true },
    county: { size: 11, weight: 500, spacing: 0.6, gap: 16, colour: "region" },
    metropolis: { size: 14, weight: 600, gap: 12, colour: "place" },
    city: { size: 12.5, weight: 600, gap: 12, colour: "place" },
    town: { size: 11.5, weight: 500, gap: 12, colour: "minor" },
    village: { size: 11, weight: 400, gap: 12, colour: "minor" },
    code: { size: 11, weight: 600, spacing: 0.2, gap: 10, colour: "code" },
  };

  /* Of a place that is named at a zoom: where nothing larger is, nothing is named. */
  function leastWeight(zoom) {
    return { 3: 12, 4: 6, 5: 3.5, 6: 2, 7: 1.4, 8: 1, 9: 0.9 }[Math.floor(zoom)] || 0;
  }

  function cityLook(weight, zoom) {
    if (weight >= 25 && zoom >= 5) return "metropolis";
    if (weight >= 10) return "city";
    return weight >= 2 ? "town" : "village";
  }

  function write(context, label, colours) {
    const look = LOOKS[label.look], y = label.y + (label.dot ? 10 : 0);
    context.font = label.font;
    context.letterSpacing = (look.spacing || 0) + "px";
    context.strokeStyle = colours.land;
    context.lineWidth = 3;
    context.globalAlpha = 0.85;
    context.strokeText(label.shown, label.x, y);
    context.globalAlpha = 1;
    context.fillStyle = colours[look.colour];
    context.fillText(label.shown, label.x, y);
    if (label.dot) {
      context.beginPath();
      context.arc(label.x, label.y, label.look === "metropolis" ? 2.6 : 2, 0, 2 * Math.PI);
      context.stroke();
      context.fill();
    }
  }

  /* The boxes that are taken, by squares of the canvas. */
  class Placed {
    constructor() {
      this.cells = new Map();
    }

    take(label) {
      const middle = label.y + (label.dot ? 7 : 0);
      const dx = label.width / 2, dy = label.height / 2;
      const box = [label.x - dx, middle - dy, label.x + dx, middle + dy];
      const keys = [];
      for (let x = Math.floor(box[0] / 128); x <= Math.floor(box[2] / 128); x++) {
        for (let y = Math.floor(box[1] / 128); y <= Math.floor(box[3] / 128); y++) keys.push(x + "," + y);
      }
      if (keys.some((key) => (this.cells.get(key) || []).some((other) => meets(box, other)))) return false;
      for (const key of keys) this.cells.set(key, [...(this.cells.get(key) || []), box]);
      return true;
    }
  }

  window.OfficeDeskLabels = Labels;
})();
