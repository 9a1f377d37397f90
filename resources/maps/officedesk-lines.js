"use strict";

// Lines by layer (routes, tracks), what stands out, the pin, and taking layers away.

officedesk.beginnings.push((map) => {
  const layers = new Map(), generations = new Map();

  const style = (line) => ({
    color: officedesk.colour(line.colour, "bad"), weight: 3, dashArray: line.dashed ? "2 7" : null, lineCap: "round",
    pmIgnore: true, snapIgnore: true, bubblingMouseEvents: true,
  });

  function fill({ group, told }) {
    group.clearLayers();
    for (const line of told) {
      const path = [];
      for (const [latitude, longitude] of line.points) {
        const before = path.length ? path.at(-1)[1] : officedesk.near(longitude);
        path.push([latitude, longitude + 360 * Math.round((before - longitude) / 360)]);
      }
      const made = L.polyline(path, style(line));
      made.office = line;
      group.addLayer(made);
    }
  }

  const remove = (name) => {
    generations.set(name, (generations.get(name) || 0) + 1);
    if (layers.has(name)) layers.get(name).group.remove();
    layers.delete(name);
  };

  officedesk.on("lines", async ({ layer, data }) => {
    const mine = (generations.get(layer) || 0) + 1;
    generations.set(layer, mine);
    const told = await officedesk.data(data);
    if (mine !== generations.get(layer) || !told) return;
    if (layers.has(layer)) layers.get(layer).group.remove();
    const made = { told, group: L.featureGroup().addTo(map) };
    layers.set(layer, made);
    officedesk.tips(made.group, (path) => ({ title: path.office.title }));
    officedesk.picks(made.group, layer, (path) => path.office.id);
    fill(made);
  });

  officedesk.on("hide", ({ layer }) => {
    if (layer === "fences") officedesk.hides.fences();
    officedesk.hidePoints(layer);
    remove(layer);
  });

  function light(layer, id) {
    if (layer === "fences") officedesk.light.fences(id);
    else officedesk.lightPoint(layer, id);
    for (const path of layers.has(layer) ? layers.get(layer).group.getLayers() : []) {
      path.setStyle({ weight: path.office.id === id ? 6 : 3 });
    }
  }

  let lit = "", lights = 0;
  officedesk.on("highlight", async ({ layer, id }) => {
    const mine = ++lights;
    // What is to stand out may still be on its way.
    await Promise.allSettled([...officedesk.pending]);
    // Meanwhile something else was told to.
    if (mine !== lights) return;
    // One thing at a time, whatever it is.
    if (lit && lit !== layer) light(lit, null);
    lit = layer;
    light(layer, id);
  });

  let pin = null;
  officedesk.on("pin", ({ at }) => {
    if (pin) pin.remove();
    pin = null;
    if (!at) return;
    const html = officedesk.svg(["M12 2a7 7 0 0 0-7 7c0 5 7 13 7 13s7-8 7-13a7 7 0 0 0-7-7z"], 36);
    pin = L.marker([at[0], officedesk.near(at[1])], {
      icon: L.divIcon({ html, className: "office-pin", iconSize: [36, 36], iconAnchor: [18, 34] }),
      draggable: true, autoPan: true, keyboard: true, pmIgnore: true, snapIgnore: true,
      title: "Drag the pin, or move it with the arrow keys",
    }).addTo(map);
    const said = () => officedesk.say("pin", { at: [pin.getLatLng().lat, pin.getLatLng().lng] });
    pin.on("dragend", said);
    const element = pin.getElement();
    element.setAttribute("aria-label", pin.options.title);
    const steps = { ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, -5], ArrowDown: [0, 5] };
    element.addEventListener("keydown", (event) => {
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      pin.setLatLng(map.layerPointToLatLng(map.latLngToLayerPoint(pin.getLatLng()).add(step)));
      said();
    });
  });

  map.on("officedesk:theme", () => {
    for (const { group } of layers.values()) group.eachLayer((path) => path.setStyle(style(path.office)));
  });
  map.on("officedesk:side", () => layers.forEach(fill));
});
