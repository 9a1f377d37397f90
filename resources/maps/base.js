/* The ground of the map page: the built-in map, and over it the tiles of a file or of a service.
 *
 * OfficeDeskBase.attach(map, {root, dark}) -> {show(spec), setDark(dark), waits()}: `root` is the address below which the
 * program answers; `spec` is BaseMap.spec() of officedesk/maps/base/kinds.py. Nothing here asks another address. */
"use strict";
(function () {
  const { Atlas, projected, meets } = window.OfficeDeskAtlas;
  /* The US and what belongs to it in the atlas of countries: drawn from the finer atlas where that is at hand. */
  const US = new Set(["840", "630", "316", "850", "016", "16", "580"]);
  const US_BOXES = [[-180, 15, -60, 72], [140, 10, 180, 56], [-180, -16, -165, 30]];
  const US_FROM = 4;
  const COUNTIES_FROM = 6;
  const GRID_FROM = 14;
  const GRID = 128;

  async function fetched(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(url + ": " + answer.status);
    return answer.json();
  }

  class Ground {
    constructor(root) {
      this.root = root;
      this.world = null;
      this.us = null;
      this.lakes = [];
      this._asked = {};
      this._coming = 0;
      this.onChange = () => {};
    }

    /* Everything that the view needs; what is not there yet is fetched once. */
    need(zoom, bounds) {
      this._once("world", async () => {
        const [world, lakes] = await Promise.all([
          fetched(this.root + "atlas/world.json"), fetched(this.root + "atlas/lakes.json"),
        ]);
        this.world = new Atlas(world);
        this.worldLines = this.world.sorted("countries", (ids) => (ids.length < 2 ? "shore"
          : ids.some((id) => US.has(id)) ? "ours" : "border"));
        this.others = this.world.objects.countries.filter((area) => !US.has(area.id));
        this.lakes = lakes.lakes.map((ring) => {
          const points = new Float64Array(ring.length * 2);
          ring.forEach(([longitude, latitude], i) => projected(longitude, latitude, points, i * 2));
          return points;
        });
      });
      if (zoom >= US_FROM && US_BOXES.some((box) => bounds.intersects([[box[1], box[0]], [box[3], box[2]]]))) {
        this._once("us", async () => {
          const us = new Atlas(await fetched(this.root + "atlas/us.json"));
          this.usLines = us.sorted("counties", (ids) => (ids.length < 2 ? "outer"
            : ids[0].slice(0, 2) === ids[1].slice(0, 2) ? "county" : "state"));
          this.us = us;
        });
      }
    }

    _once(name, load) {
      if (this._asked[name]) return;
      this._coming++;
      this._asked[name] = load().then(() => this.onChange(), (error) => {
        /* The program knows what it lacks; here it mostly means that the page is going. */
        console.info("outlines are missing: " + error);
      }).finally(() => this._coming--);
    }

    /* Whether outlines are still to come. */
    waits() {
      return this._coming > 0;
    }

    draw(context, size, square, colours) {
      /* Until the outlines are here: a sea that turns to land would flash. */
      context.fillStyle = this.world ? colours.water : colours.land;
      context.fillRect(0, 0, size, size);
      context.lineJoin = "round";
      const zoom = square.zoom, fine = this.us && zoom >= US_FROM;
      if (this.world) {
        context.fillStyle = colours.land;
        this.world.areas(context, square, fine ? this.others : this.world.objects.countries);
        if (fine) {
          /* Two atlases do not agree on a border to the kilometer: no water shows between them. */
          context.strokeStyle = colours.land;
          context.lineWidth = Math.max(2, square.scale * 2.5e-4);
          this.world.lines(context, square, this.worldLines.ours);
        }
        context.fillStyle = colours.water;
        this._lakes(context, square);
        context.strokeStyle = colours.shore;
        context.lineWidth = 0.8;
        if (!fine) this.world.lines(context, square, this.worldLines.shore);
        context.strokeStyle = colours.country;
        context.lineWidth = zoom < 4 ? 0.8 : 1.2;
        this.world.lines(context, square, this.worldLines.border);
        if (!fine) this.world.lines(context, square, this.worldLines.ours);
      }
      if (fine) this._states(context, square, colours);
      if (zoom >= GRID_FROM) grid(context, size, colours);
    }

    _lakes(context, square) {
      context.beginPath();
      for (const points of this.lakes) {
        for (let i = 0; i < points.length; i += 2) {
          const x = (points[i] - square.x) * square.scale, y = (points[i + 1] - square.y) * square.scale;
          if (i === 0) context.moveTo(x, y); else context.lineTo(x, y);
        }
        context.closePath();
      }
      context.fill();
    }

    _states(context, square, colours) {
      const zoom = square.zoom, us = this.us;
      context.fillStyle = colours.land;
      us.areas(context, square, zoom < COUNTIES_FROM + 2 ? us.objects.states : us.objects.counties);
      if (zoom >= COUNTIES_FROM) {
        context.strokeStyle = zoom >= 9 ? colours.countyNear : colours.county;
        context.lineWidth = zoom >= 9 ? 1.2 : 0.8;
        us.lines(context, square, this.usLines.county);
      }
      context.strokeStyle = colours.state;
      context.lineWidth = zoom < 6 ? 1 : zoom < 9 ? 1.6 : 2;
      us.lines(context, square, this.usLines.state);
      context.strokeStyle = colours.shore;
      context.lineWidth = zoom < 6 ? 0.8 : 1.2;
      us.lines(context, square, this.usLines.outer);
    }
  }

  /* Near the ground there is little to see but what the office put there: a grid shows that the map moves. */
  function grid(context, size, colours) {
    context.strokeStyle = colours.grid;
    context.lineWidth = 1;
    context.beginPath();
    for (let at = 0.5; at < size; at += GRID) {
      context.moveTo(at, 0);
      context.lineTo(at, size);
      context.moveTo(0, at);
      context.lineTo(size, at);
    }
    context.stroke();
  }

  function coloursOf(element) {
    const style = getComputedStyle(element), named = (name) => style.getPropertyValue("--base-" + name).trim();
    return {
      land: named("land"), water: named("water"), shore: named("shore"), grid: named("grid"),
      country: named("country"), state: named("state"), county: named("county"), countyNear: named("county-near"),
      place: named("place"), minor: named("minor"), code: named("code"), region: named("region"), font: named("font"),
      road: named("road"), roadLine: named("road-line"), highway: named("highway"), green: named("green"),
      building: named("building"), buildingLine: named("building-line"),
    };
  }

  const Land = L.GridLayer.extend({
    initialize: function (ground, options) {
      L.setOptions(this, options);
      this._ground = ground;
      this._drawn = new Map();
      this.on("tileunload", (event) => this._drawn.delete(event.tile));
    },
    createTile: function (coords) {
      const tile = document.createElement("canvas"), size = this.options.tileSize, ratio = window.devicePixelRatio || 1;
      tile.width = tile.height = Math.round(size * ratio);
      const scale = 256 * 2 ** coords.z, x = coords.x * size / scale, y = coords.y * size / scale, edge = 4 / scale;
      const box = [x - edge, y - edge, x + size / scale + edge, y + size / scale + edge];
      this._drawn.set(tile, { x, y, scale, box, zoom: coords.z });
      this._draw(tile);
      return tile;
    },
    repaint: function () {
      for (const tile of this._drawn.keys()) this._draw(tile);
    },
    _draw: function (tile) {
      const context = tile.getContext("2d"), size = this.options.tileSize;
      context.setTransform(tile.width / size, 0, 0, tile.width / size, 0, 0);
      this._ground.draw(context, size, this._drawn.get(tile), this.options.colours());
    },
  });

  function attach(map, options) {
    const root = options.root, container = map.getContainer();
    container.classList.add("base-map");
    map.createPane("base-land").style.zIndex = 150;
    map.createPane("base-labels").style.zIndex = 250;
    map.createPane("base-online").style.zIndex = 260;
    for (const name of ["base-land", "base-labels"]) map.getPane(name).style.pointerEvents = "none";
    let colours = null, over = null;
    const ground = new Ground(root);
    const land = new Land(ground, {
      pane: "base-land", tileSize: 512, minZoom: 0, maxZoom: 24, keepBuffer: 1, updateWhenZooming: false,
      colours: () => colours,
    });
    const labels = new window.OfficeDeskLabels(ground, {
      pane: "base-labels", root, padding: 0.3, colours: () => colours,
    });
    ground.onChange = () => {
      land.repaint();
      labels.repaint();
    };
    function look() {
      ground.need(map.getZoom(), map.getBounds());
    }

    function setDark(dark) {
      container.classList.toggle("base-dark", Boolean(dark));
      colours = coloursOf(container);
      land.repaint();
      labels.repaint();
      if (over && over.recolour) over.recolour();
    }

    function show(spec) {
      if (over) over.remove();
      over = null;
      if (spec.kind === "raster") over = raster(root, spec);
      if (spec.kind === "vector") over = window.OfficeDeskVector.layer(root, spec, () => colours);
      if (over) over.addTo(map);
    }

    setDark(options.dark);
    land.addTo(map);
    labels.addTo(map);
    map.on("moveend", look);
    document.fonts.addEventListener("loadingdone", () => labels.measureAnew());
    map.whenReady(look);
    /* Whether something of the view is still to come. */
    function waits() {
      return ground.waits() || labels.waits() || document.fonts.status === "loading" || Boolean(over && over.isLoading && over.isLoading());
    }

    return { show, setDark, waits, ground, labels };
  }

  function raster(root, spec) {
    const offset = spec.tileSize === 512 ? -1 : 0;
    return L.tileLayer(root + spec.tiles, {
      pane: "base-online", tileSize: spec.tileSize, zoomOffset: offset, minZoom: spec.minZoom - offset, maxZoom: 24,
      maxNativeZoom: spec.maxZoom - offset, keepBuffer: 1, updateWhenZooming: false,
      className: "base-raster", bounds: spec.bounds && spec.bounds[0] < spec.bounds[2]
        ? [[spec.bounds[1], spec.bounds[0]], [spec.bounds[3], spec.bounds[2]]] : undefined,
    });
  }

  window.OfficeDeskBase = { attach, meets };
})();
