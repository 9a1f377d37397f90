"use strict";

// Points by layer: dots, gathered into clusters where they may be many.

officedesk.beginnings.push((map) => {
  const layers = new Map();
  const count = new Intl.NumberFormat("en-US");
  const RADIUS = 6;

  function style(tone, strong) {
    return {
      radius: strong ? RADIUS + 3 : RADIUS, weight: 2, color: officedesk.colour("panel"),
      fillColor: officedesk.colour(tone, "muted"), fillOpacity: 1, pmIgnore: true, snapIgnore: true,
      bubblingMouseEvents: true,
    };
  }

  function clusterIcon(cluster) {
    const many = cluster.getChildCount(), wide = many < 100 ? 30 : many < 10000 ? 38 : 48;
    const html = officedesk.element("div", "office-cluster", count.format(many));
    return L.divIcon({ html, className: "", iconSize: [wide, wide] });
  }

  function group(clustered) {
    if (!clustered) return L.featureGroup();
    return L.markerClusterGroup({
      chunkedLoading: true, chunkInterval: 40, chunkDelay: 10, animate: false, spiderfyOnMaxZoom: true,
      showCoverageOnHover: false, maxClusterRadius: 60, removeOutsideVisibleBounds: true,
      iconCreateFunction: clusterIcon, pmIgnore: true, spiderLegPolylineOptions: { pmIgnore: true, snapIgnore: true },
    });
  }

  function fill(layer) {
    const { told } = layer;
    const dots = new Array(told.ids.length);
    layer.byId.clear();
    for (let i = 0; i < dots.length; i++) {
      const at = [told.lats[i], officedesk.near(told.lons[i])];
      const dot = dots[i] = L.circleMarker(at, style(told.tones[i], told.ids[i] === layer.lit));
      dot.office = i;
      layer.byId.set(told.ids[i], dot);
    }
    if (!layer.clustered) {
      for (const dot of dots) layer.group.addLayer(dot);
      return Promise.resolve();
    }
    return new Promise((done) => {
      if (!dots.length) done();
      layer.group.options.chunkProgress = (some, all) => { if (some >= all) done(); };
      layer.group.addLayers(dots);
    });
  }

  function remove(name) {
    const layer = layers.get(name);
    if (!layer) return;
    layers.delete(name);
    layer.group.clearLayers();
    layer.group.remove();
  }

  function make(name, clustered, told) {
    remove(name);
    const made = { told, clustered, group: group(clustered), byId: new Map(), lit: null };
    layers.set(name, made);
    const words = (dot) => (dot.office === undefined ? null
      : { title: told.titles[dot.office], note: told.notes[dot.office], at: dot.getLatLng() });
    officedesk.tips(made.group, words);
    officedesk.picks(made.group, name, (dot) => told.ids[dot.office]);
    made.group.addTo(map);
    return fill(made);
  }

  const generations = new Map();
  const next = (name) => {
    generations.set(name, (generations.get(name) || 0) + 1);
    return generations.get(name);
  };

  officedesk.on("points", async ({ layer, clustered, data }) => {
    const mine = next(layer), told = await officedesk.data(data);
    if (mine === generations.get(layer)) await make(layer, clustered, told);
  });

  officedesk.hidePoints = (name) => {
    next(name);
    remove(name);
  };

  officedesk.lightPoint = (name, id) => {
    const layer = layers.get(name);
    if (!layer) return;
    const tones = (dot) => layer.told.tones[dot.office];
    const before = layer.byId.get(layer.lit), now = layer.byId.get(id);
    layer.lit = id;
    if (before) before.setStyle(style(tones(before), false));
    if (!now) return;
    now.setStyle(style(tones(now), true));
    if (now._map) now.bringToFront();
  };

  map.on("officedesk:theme", () => {
    for (const layer of layers.values()) {
      for (const dot of layer.byId.values()) dot.setStyle(style(layer.told.tones[dot.office], false));
    }
  });
  map.on("officedesk:side", () => {
    for (const layer of layers.values()) {
      layer.group.clearLayers();
      officedesk.wait(fill(layer));
    }
  });
});
