"use strict";

// Points by layer: dots, gathered into clusters where they may be many. Only what is in view exists on the map.

officedesk.beginnings.push((map) => {
  const layers = new Map(), generations = new Map();
  const RADIUS = 6, TOLD = 1000;
  const number = new Intl.NumberFormat("en-US");

  function style(tone, strong) {
    return {
      radius: strong ? RADIUS + 3 : RADIUS, weight: 2, color: officedesk.colour("panel"),
      fillColor: officedesk.colour(tone, "muted"), fillOpacity: 1, pmIgnore: true, snapIgnore: true,
      bubblingMouseEvents: true,
    };
  }

  // A ring with a number in it, on the canvas like the dots: hundreds of elements would each be moved by the browser.
  const Cluster = L.CircleMarker.extend({
    _updatePath() {
      L.CircleMarker.prototype._updatePath.call(this);
      const { _ctx: context } = this._renderer, { x, y } = this._point;
      context.save();
      context.globalAlpha = 1;
      context.font = `600 11px ${getComputedStyle(document.body).fontFamily}`;
      context.fillStyle = this.options.ink;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(this.options.words, x, y + 0.5);
      context.restore();
    },
  });

  function clusterStyle(many) {
    return {
      radius: many < 100 ? 14 : many < 10000 ? 18 : 23, weight: 3, color: officedesk.colour("muted"), many,
      fillColor: officedesk.colour("panel"), fillOpacity: 1, ink: officedesk.colour("text"), words: number.format(many),
      pmIgnore: true, snapIgnore: true, bubblingMouseEvents: true,
    };
  }

  class Points {
    constructor(name, told, clustered) {
      this.name = name;
      this.told = told;
      this.lit = null;
      this.shown = new Map();
      this.group = L.featureGroup().addTo(map);
      this.clusters = clustered ? new officedesk.Clusters(told.lats, told.lons) : null;
      officedesk.tips(this.group, (made) => this.words(made));
      officedesk.picks(this.group, name, (made) => told.ids[made.office]);
      this.look();
    }

    words({ office, options, _latlng }) {
      if (office === undefined) return { title: `${number.format(options.many)} here`, at: _latlng };
      return { title: this.told.titles[office], note: this.told.notes[office], at: _latlng };
    }

    dot(i) {
      const { told } = this, at = [told.lats[i], officedesk.near(told.lons[i])];
      const made = L.circleMarker(at, style(told.tones[i], told.ids[i] === this.lit));
      made.office = i;
      return made;
    }

    // What is in view and a little beyond it, with what of it was there already.
    look() {
      if (!this.clusters) {
        for (let i = this.shown.size; i < this.told.ids.length; i++) this.show(i, this.dot(i));
        return;
      }
      const level = this.clusters.level(map.getZoom()), box = map.getBounds().pad(0.25), wanted = new Map();
      const west = box.getWest() / 360 + 0.5, east = box.getEast() / 360 + 0.5;
      const top = this.down(box.getNorth()), bottom = this.down(box.getSouth());
      for (let c = 0; c < level.count.length; c++) {
        const x = officedesk.near(level.x[c] * 360 - 180) / 360 + 0.5, y = level.y[c];
        if (level.count[c] && x >= west && x <= east && y >= top && y <= bottom) {
          // A name that says which points: the same cluster of another zoom is another.
          wanted.set(level.count[c] === 1 ? level.first[c] : `${Math.round(map.getZoom())}/${c}`, [c, x]);
        }
      }
      for (const [key, made] of this.shown) {
        if (wanted.has(key)) continue;
        this.group.removeLayer(made);
        this.shown.delete(key);
      }
      for (const [key, [c, x]] of wanted) {
        if (!this.shown.has(key)) this.show(key, level.count[c] === 1 ? this.dot(key) : this.cluster(level, c, x));
      }
    }

    show(key, made) {
      this.shown.set(key, made);
      this.group.addLayer(made);
    }

    down(latitude) {
      const sine = Math.sin(Math.max(-85.06, Math.min(85.06, latitude)) * Math.PI / 180);
      return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    }

    cluster(level, c, x) {
      const y = Math.PI * (1 - 2 * level.y[c]), latitude = Math.atan(Math.sinh(y)) * 180 / Math.PI;
      const made = new Cluster([latitude, x * 360 - 180], clusterStyle(level.count[c]));
      made.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        this.open(level, c);
      });
      return made;
    }

    // Go nearer until the points of a cluster part; those at one place are told to the program instead.
    open(level, c) {
      if (officedesk.busy()) return;
      const { told } = this, points = this.clusters.members(level, c);
      const box = L.latLngBounds(points.map((i) => [told.lats[i], officedesk.near(told.lons[i])]));
      const zoom = Math.min(map.getBoundsZoom(box.pad(0.1)), 20);
      const apart = !box.getSouthWest().equals(box.getNorthEast(), 1e-6);
      if (apart && zoom > map.getZoom()) map.setView(box.getCenter(), zoom);
      else if (apart && map.getZoom() < 20) map.setView(box.getCenter(), Math.min(20, map.getZoom() + 2));
      else officedesk.say("gathered", { layer: this.name, ids: points.slice(0, TOLD).map((i) => told.ids[i]) });
    }

    again() {
      this.group.clearLayers();
      this.shown.clear();
      this.look();
    }

    light(id) {
      this.lit = id;
      for (const made of this.group.getLayers()) {
        if (made.office === undefined) {
          made.setStyle(clusterStyle(made.options.many));
          continue;
        }
        const strong = this.told.ids[made.office] === id;
        made.setStyle(style(this.told.tones[made.office], strong));
        made.setRadius(strong ? RADIUS + 3 : RADIUS);
        if (strong) made.bringToFront();
      }
    }
  }

  const next = (name) => {
    generations.set(name, (generations.get(name) || 0) + 1);
    return generations.get(name);
  };
  const remove = (name) => {
    if (layers.has(name)) layers.get(name).group.remove();
    layers.delete(name);
  };

  officedesk.on("points", async ({ layer, clustered, data }) => {
    const mine = next(layer), told = await officedesk.data(data);
    if (mine !== generations.get(layer) || !told) return;
    const lit = layers.has(layer) ? layers.get(layer).lit : null;
    remove(layer);
    layers.set(layer, new Points(layer, told, clustered));
    if (lit !== null) layers.get(layer).light(lit);
  });
  officedesk.hidePoints = (name) => {
    next(name);
    remove(name);
  };
  officedesk.lightPoint = (name, id) => layers.has(name) && layers.get(name).light(id);

  // Numbers that were written before their font was there.
  document.fonts.addEventListener("loadingdone", () => layers.forEach((layer) => layer.clusters && layer.again()));
  map.on("moveend", () => layers.forEach((layer) => layer.clusters && layer.look()));
  map.on("officedesk:theme", () => layers.forEach((layer) => layer.light(layer.lit)));
  map.on("officedesk:side", () => layers.forEach((layer) => layer.again()));
});
