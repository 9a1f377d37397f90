/* Vector tiles of a file, drawn by protomaps-leaflet in the colours of the built-in map.
 *
 * Files name their layers after one of a few schemes (OpenMapTiles, Protomaps, Shortbread). What a layer is for is
 * known by its name; layers that nobody knows are drawn as plain outlines, so that any file shows something. */
"use strict";
(function () {
  const WATER = ["water", "ocean", "water_polygons"];
  const WATERWAYS = ["waterway", "water_lines", "physical_line"];
  const GREEN = ["landcover", "landuse", "park", "land", "sites", "natural"];
  const BUILDINGS = ["building", "buildings"];
  const ROADS = ["transportation", "roads", "streets"];
  const BOUNDARIES = ["boundary", "boundaries"];
  const ROAD_NAMES = ["transportation_name", "roads", "street_labels"];
  const PLACES = ["place", "places", "place_labels"];
  const NUMBERS = ["housenumber", "addresses"];
  const NAMES_ONLY = [
    "water_name", "mountain_peak", "poi", "pois", "aerodrome_label", "water_polygons_labels", "water_lines_labels",
    "boundary_labels", "streets_polygons_labels", "street_labels_points", "public_transport", "physical_point",
  ];
  const EARTH = "earth";

  const GREENS = new Set([
    "grass", "wood", "forest", "park", "national_park", "nature_reserve", "protected_area", "garden", "golf_course",
    "cemetery", "meadow", "grassland", "scrub", "recreation_ground", "village_green", "pitch", "orchard",
    "farmland", "public_park",
  ]);
  const SIZES = {
    motorway: 4, highway: 4, trunk: 4, primary: 3, secondary: 3, major_road: 3, tertiary: 2, minor: 1, minor_road: 1,
    residential: 1, unclassified: 1, living_street: 1, medium_road: 2, service: 0, rail: -1, railway: -1, transit: -1,
  };
  const RANKS = {
    city: 4, capital: 4, state_capital: 4, town: 3, village: 2, locality: 2, hamlet: 1, suburb: 1, neighbourhood: 0,
  };

  /* The zoom from which roads of a size are drawn; places by rank: from which zoom, how large and how strong. */
  const ROADS_FROM = [14, 12, 10, 8, 5];
  const PLACE_LOOKS = [[4, 3, 14, 600], [3, 7, 12.5, 600], [2, 10, 11.5, 500], [1, 12, 11, 500], [0, 13, 10.5, 500]];

  const kindOf = (feature) => String(feature.props.class || feature.props.kind || "");
  const sizeOf = (feature) => SIZES[kindOf(feature)] ?? -2;

  function rankOf(props) {
    const people = Number(props.population_rank || 0);
    if (people) return people >= 10 ? 4 : people >= 7 ? 3 : people >= 4 ? 2 : 1;
    return RANKS[String(props.class || props.kind || "")] ?? -1;
  }

  /* Width of a road of a size (0 to 4) at a zoom. */
  function roadWidth(size, zoom) {
    return Math.max(0, (0.35 + size * 0.22) * 2 ** ((zoom - 13) * 0.62) * (1 + size * 0.3));
  }

  function paintRules(layers, c) {
    const { PolygonSymbolizer, LineSymbolizer } = protomapsL;
    const rules = [], add = (names, rule) => {
      for (const name of names) if (layers.has(name)) rules.push({ dataLayer: name, ...rule });
    };
    add([EARTH], { symbolizer: new PolygonSymbolizer({ fill: c.land }) });
    add(GREEN, {
      symbolizer: new PolygonSymbolizer({ fill: c.green }),
      filter: (_, f) => f.geomType === 3 && (GREENS.has(kindOf(f)) || GREENS.has(String(f.props.subclass || ""))),
    });
    add(WATER, { symbolizer: new PolygonSymbolizer({ fill: c.water }), filter: (_, f) => f.geomType === 3 });
    add(WATERWAYS, { symbolizer: new LineSymbolizer({ color: c.water, width: (zoom) => (zoom < 12 ? 0.8 : 1.6) }) });
    add(BUILDINGS, {
      symbolizer: new PolygonSymbolizer({ fill: c.building, stroke: c.buildingLine, width: 0.5 }), minzoom: 14,
      filter: (_, f) => f.geomType === 3,
    });
    for (const size of [0, 1, 2, 3, 4]) {
      add(ROADS, {
        minzoom: Math.max(ROADS_FROM[size], 11), filter: (_, f) => f.geomType === 2 && sizeOf(f) === size,
        symbolizer: new LineSymbolizer({
          color: c.roadLine, width: (zoom) => roadWidth(size, zoom) + 1.6, lineCap: "round", lineJoin: "round",
        }),
      });
    }
    for (const size of [0, 1, 2, 3, 4]) {
      add(ROADS, {
        minzoom: ROADS_FROM[size], filter: (_, f) => f.geomType === 2 && sizeOf(f) === size,
        symbolizer: new LineSymbolizer({
          color: (zoom) => (zoom < 11 ? c.roadLine : size === 4 ? c.highway : c.road),
          width: (zoom) => Math.max(0.6, roadWidth(size, zoom)), lineCap: "round", lineJoin: "round",
        }),
      });
    }
    add(ROADS, {
      minzoom: 11, filter: (_, f) => f.geomType === 2 && sizeOf(f) === -1,
      symbolizer: new LineSymbolizer({
        color: c.roadLine, width: 1, dash: [4, 3], dashColor: c.roadLine, dashWidth: 1,
      }),
    });
    add(BOUNDARIES, {
      symbolizer: new LineSymbolizer({ color: c.state, width: 1.2 }),
      filter: (_, f) => f.geomType === 2 && !f.props.maritime && Number(f.props.admin_level || 4) <= 6,
    });
    const known = new Set([EARTH, WATER, WATERWAYS, GREEN, BUILDINGS, ROADS, BOUNDARIES, ROAD_NAMES, PLACES, NUMBERS,
      NAMES_ONLY].flat());
    const strange = [...layers].filter((name) => !known.has(name));
    add(strange, {
      symbolizer: new LineSymbolizer({ color: c.countyNear, width: 1 }), filter: (_, f) => f.geomType !== 1,
    });
    return rules;
  }

  function labelRules(layers, c) {
    const { CenteredTextSymbolizer, LineLabelSymbolizer } = protomapsL;
    const rules = [], add = (names, rule) => {
      for (const name of names) if (layers.has(name)) rules.push({ dataLayer: name, ...rule });
    };
    const names = ["name:latin", "name:en", "name"];
    const text = (font, fill) => ({ labelProps: names, font, fill, stroke: c.land, width: 3, lineHeight: 1.2 });
    for (const [rank, from, size, weight] of PLACE_LOOKS) {
      add(PLACES, {
        minzoom: from, maxzoom: 16, filter: (_, f) => rankOf(f.props) === rank,
        symbolizer: new CenteredTextSymbolizer(text(`${weight} ${size}px ${c.font}`, rank >= 3 ? c.place : c.minor)),
        sort: (a, b) => Number(a.rank || a.min_zoom || 99) - Number(b.rank || b.min_zoom || 99),
      });
    }
    add(ROAD_NAMES, {
      minzoom: 14, filter: (_, f) => f.geomType === 2,
      symbolizer: new LineLabelSymbolizer({
        ...text(`500 10.5px ${c.font}`, c.minor), position: 2, repeatDistance: 320,
      }),
    });
    add(NUMBERS, {
      minzoom: 17,
      symbolizer: new CenteredTextSymbolizer({
        labelProps: ["housenumber", "number"], font: `400 10px ${c.font}`, fill: c.minor, stroke: c.land, width: 2,
      }),
    });
    return rules;
  }

  function layer(root, spec, coloursOf) {
    const layers = new Set(spec.layers), colours = coloursOf(), box = spec.bounds;
    const made = protomapsL.leafletLayer({
      url: root + spec.tiles, maxDataZoom: Math.max(1, spec.maxZoom), pane: "base-online", attribution: "",
      minZoom: spec.minZoom > 0 ? spec.minZoom + 1 : 0, maxZoom: 24,
      bounds: box && box[0] < box[2] ? [[box[1], box[0]], [box[3], box[2]]] : undefined, keepBuffer: 1,
      paintRules: paintRules(layers, colours), labelRules: labelRules(layers, colours),
      backgroundColor: layers.has(EARTH) ? colours.water : colours.land,
    });
    made.recolour = () => {
      const now = coloursOf();
      made.paintRules = paintRules(layers, now);
      made.labelRules = labelRules(layers, now);
      made.backgroundColor = layers.has(EARTH) ? now.water : now.land;
      made.clearLayout();
      made.rerenderTiles();
    };
    return made;
  }

  window.OfficeDeskVector = { layer };
})();
