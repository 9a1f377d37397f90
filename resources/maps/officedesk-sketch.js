"use strict";

// The shape that is being drawn or changed (leaflet-geoman). Each step is said to the program, which keeps them all and
// tells the shape anew for undo and redo; corners of a shape that is only begun are taken back here.

officedesk.beginnings.push((map) => {
  const DRAWS = { circle: "Circle", polygon: "Polygon", rectangle: "Rectangle", cut: "Cut" };
  const renderer = L.svg({ padding: 0.5 });
  let layer = null, drawing = "", mode = "corners", id = null, colour = "";
  let working = null, taken = [], pressed = false, due = "";

  // Most maps only show something: geoman is loaded with the first shape, and knows the map that is there.
  officedesk.drawing = async () => {
    await officedesk.script("/lib/drawing.js");
    if (map.pm) return;
    map.pm = new L.PM.Map(map);
    map.pm.setGlobalOptions({
      snappable: true, snapDistance: 12, allowSelfIntersection: true, continueDrawing: false, tooltips: true,
      hideMiddleMarkers: false, removeLayerBelowMinVertexCount: false, limitMarkersToCount: 400,
    });
  };
  // One after the other, also while it is loaded.
  const does = (what, act) => officedesk.on(what, (told) => officedesk.drawing().then(() => act(told)));

  function style() {
    const tone = officedesk.colour(colour);
    return { renderer, color: tone, fillColor: tone, weight: 3, fillOpacity: 0.18, snapIgnore: false };
  }

  function valueOf(made) {
    if (made instanceof L.Circle) {
      const { lat, lng } = made.getLatLng();
      return { kind: "circle", at: [lat, lng], radius: made.getRadius() };
    }
    const rings = made.getLatLngs(), many = rings.length && !L.LineUtil.isFlat(rings) && !L.LineUtil.isFlat(rings[0]);
    const parts = (many ? rings : [rings]).map((part) => part.filter((ring) => ring.length > 2)
      .map((ring) => ring.map(({ lat, lng }) => [lng, lat]))).filter((part) => part.length);
    return parts.length ? { kind: "polygon", parts } : null;
  }

  function report(step) {
    // A corner that is dragged out of an edge is first put in: it counts once the mouse lets go of it.
    if (pressed) {
      due = step;
      return;
    }
    nameHandles();
    officedesk.say("drawn", { shape: layer && valueOf(layer), step });
  }

  function still() {
    if (!layer) return;
    layer.pm.disable();
    layer.pm.disableLayerDrag();
    if (!(layer instanceof L.Circle)) layer.pm.disableRotate();
  }

  function use(wanted) {
    if (!layer) return;
    still();
    mode = wanted === "rotate" && layer instanceof L.Circle ? "corners" : wanted;
    if (mode === "move") layer.pm.enableLayerDrag();
    else if (mode === "rotate") layer.pm.enableRotate();
    else layer.pm.enable({ allowSelfIntersection: true, snappable: true });
    nameHandles();
    map.fire("officedesk:sketch");
  }

  function nameHandles() {
    for (const handle of document.querySelectorAll(".marker-icon:not([aria-label])")) {
      handle.setAttribute("aria-label", handle.classList.contains("marker-icon-middle") ? "New corner" : "Corner");
    }
  }

  function take(made) {
    layer = made;
    layer.on("pm:markerdragend pm:vertexadded pm:vertexremoved", () => report("edited"));
    layer.on("pm:dragend", () => report("moved"));
    layer.on("pm:rotateend", () => report("rotated"));
    use("corners");
  }

  function drop() {
    if (layer) {
      still();
      layer.remove();
    }
    layer = null;
  }

  // Drawing ends without a shape.
  function stop() {
    const was = drawing;
    drawing = "";
    working = null;
    taken = [];
    if (was) map.pm.disableDraw();
    if (was) officedesk.say("sketching", { corners: 0, takenBack: 0 });
    map.fire("officedesk:sketch");
  }

  function begin(tool) {
    stop();
    if (tool === "cut") {
      if (!layer || layer instanceof L.Circle) return;
      still();
    } else {
      drop();
    }
    drawing = tool;
    const line = { color: officedesk.colour(colour), weight: 2, renderer };
    map.pm.enableDraw(DRAWS[tool], {
      pathOptions: style(), templineStyle: line, hintlineStyle: { ...line, dashArray: "5 5" },
      layersToCut: tool === "cut" ? [layer] : undefined,
    });
    map.getContainer().focus({ preventScroll: true });
    map.fire("officedesk:sketch");
  }

  const corners = () => (drawing === "polygon" || drawing === "cut") && working ? working.getLatLngs().length : 0;
  const sketching = () => officedesk.say("sketching", { corners: corners(), takenBack: taken.length });

  map.on("pm:drawstart", ({ workingLayer }) => {
    working = workingLayer;
    working.on("pm:vertexadded", () => {
      if (!working.officedeskForth) taken = [];
      sketching();
    });
    working.on("pm:vertexremoved", sketching);
  });
  map.on("pm:create", ({ layer: made }) => {
    drawing = "";
    working = null;
    taken = [];
    take(made);
    report("drawn");
  });
  map.on("pm:cut", ({ layer: made }) => {
    drawing = "";
    working = null;
    taken = [];
    const left = made instanceof L.Polygon && valueOf(made);
    if (!left) made.remove();
    layer = null;
    if (left) take(made);
    report("cut");
  });
  // A cut that met nothing.
  map.on("pm:drawend", () => setTimeout(() => {
    if (drawing !== "cut" || map.pm.Draw.Cut.enabled()) return;
    stop();
    use("corners");
  }, 0));

  document.addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => {
      pressed = false;
      const step = due;
      due = "";
      // After whoever else hears of it: geoman sets the corner then.
      if (step) setTimeout(() => report(step), 0);
    }, true);
  }

  does("draw", (told) => {
    ({ id, colour } = told);
    officedesk.leaveOut(id);
    begin(told.tool);
  });
  does("edit", ({ shape, ...told }) => {
    ({ id, colour } = told);
    officedesk.leaveOut(id);
    stop();
    const before = mode;
    drop();
    if (!shape) return map.fire("officedesk:sketch");
    const [longitude] = shape.kind === "circle" ? [officedesk.near(shape.at[1])] : [0];
    take((shape.kind === "circle"
      ? L.circle([shape.at[0], longitude], { ...style(), radius: shape.radius })
      : L.polygon(officedesk.outline(shape), style())).addTo(map));
    if (before !== "corners") use(before);
  });
  does("leave", () => {
    stop();
    drop();
    id = null;
    colour = "";
    mode = "corners";
    officedesk.leaveOut(null);
    map.fire("officedesk:sketch");
  });

  // The last corner of what is begun: away, and back again.
  does("back", () => {
    if (!corners()) return;
    taken.push(working.getLatLngs().at(-1));
    if (corners() > 1) {
      map.pm.Draw[DRAWS[drawing]]._removeLastVertex();
    } else {
      const kept = taken, tool = drawing;
      begin(tool);
      taken = kept;
      sketching();
    }
  });
  does("forth", () => {
    if (!drawing || !taken.length) return;
    const latlng = taken.pop();
    working.officedeskForth = true;
    map.pm.Draw[DRAWS[drawing]]._createVertex({ latlng });
    working.officedeskForth = false;
  });

  const sketch = officedesk.sketch = {
    get drawing() { return drawing; },
    get mode() { return drawing === "cut" ? "cut" : layer ? mode : ""; },
    get has() { return layer ? (layer instanceof L.Circle ? "circle" : "polygon") : ""; },
    use,
    cut: () => begin("cut"),
    erase() {
      drop();
      report("erased");
      map.fire("officedesk:sketch");
    },
    // What was begun is finished where it can be; `true` where there was something.
    finish() {
      if (corners() < 3) return false;
      map.pm.Draw[DRAWS[drawing]]._finishShape();
      return true;
    },
  };

  document.addEventListener("keydown", (event) => {
    const command = event.ctrlKey || event.metaKey, key = event.key.toLowerCase();
    if (command && (key === "z" || key === "y")) {
      event.preventDefault();
      officedesk.say("wanted", { what: key === "y" || event.shiftKey ? "redo" : "undo" });
    } else if (key === "enter" && !event.target.closest("button, a, [role=button]") && sketch.finish()) {
      event.preventDefault();
    } else if ((key === "backspace" || key === "delete") && corners()) {
      event.preventDefault();
      officedesk.say("wanted", { what: "undo" });
    } else if (key === "escape") {
      event.preventDefault();
      if (drawing === "cut") {
        stop();
        use("corners");
      } else if (!officedesk.endLasso()) {
        stop();
        officedesk.say("wanted", { what: "cancel" });
      }
    }
  });

  officedesk.busy = () => Boolean(drawing) || officedesk.isLassoing();
  map.on("officedesk:theme", () => { if (layer) layer.setStyle(style()); });
});
