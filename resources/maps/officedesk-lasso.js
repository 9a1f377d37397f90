"use strict";

// A line drawn by hand around things: its corners are said to the program, which knows what lies within.

officedesk.beginnings.push((map) => {
  const STEP = 4;
  let on = false, line = null, last = null;
  const container = map.getContainer();

  function set(wanted) {
    on = wanted;
    container.classList.toggle("office-lasso", on);
    if (on) map.dragging.disable();
    else map.dragging.enable();
    if (line) line.remove();
    line = null;
  }

  container.addEventListener("pointerdown", (event) => {
    if (!on || event.button !== 0 || event.target.closest(".leaflet-control")) return;
    event.preventDefault();
    event.stopPropagation();
    container.setPointerCapture(event.pointerId);
    const colour = officedesk.colour("accent");
    last = map.mouseEventToContainerPoint(event);
    line = L.polygon([map.mouseEventToLatLng(event)], {
      color: colour, fillColor: colour, weight: 2, dashArray: "5 5", fillOpacity: 0.12, interactive: false, pmIgnore: true,
      snapIgnore: true,
    }).addTo(map);
  }, true);
  container.addEventListener("pointermove", (event) => {
    if (!line) return;
    const at = map.mouseEventToContainerPoint(event);
    if (at.distanceTo(last) < STEP) return;
    last = at;
    line.addLatLng(map.mouseEventToLatLng(event));
  }, true);
  container.addEventListener("pointerup", () => {
    if (!line) return;
    const corners = line.getLatLngs()[0].map(({ lat, lng }) => [lat, lng]);
    line.remove();
    line = null;
    if (corners.length > 2) officedesk.say("lassoed", { corners });
  }, true);

  officedesk.on("lasso", ({ on: wanted }) => set(wanted));
  officedesk.isLassoing = () => on;
  // Leave it by Esc: `true` where it was on.
  officedesk.endLasso = () => {
    if (!on) return false;
    set(false);
    officedesk.say("wanted", { what: "no lasso" });
    return true;
  };
});
