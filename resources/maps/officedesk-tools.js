"use strict";

// The buttons on the map, the credits, and the layout for paper.

officedesk.beginnings.push((map) => {
  const DRAW = [
    ["rectangle", "Draw a rectangle", ["M5 5h14v14H5z", "M3 3h4v4H3z", "M17 3h4v4h-4z", "M3 17h4v4H3z", "M17 17h4v4h-4z"]],
    ["polygon", "Draw a polygon", ["M5 18 18 6v12z", "M3 16h4v4H3z", "M16 4h4v4h-4z", "M16 16h4v4h-4z"]],
    ["circle", "Draw a circle", ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z", "M11 11h2v2h-2z", "M16 4h4v4h-4z"]],
  ];
  const CHANGE = [
    ["corners", "Change corners", ["M4 14 10 5l9 4", "M8 3h4v4H8z", "M12 11v10l3-3h4z"]],
    ["move", "Move", ["M12 3v18", "M3 12h18", "M9 6l3-3 3 3", "M9 18l3 3 3-3", "M6 9l-3 3 3 3", "M18 9l3 3-3 3"]],
    ["cut", "Cut a piece out", ["M8.5 8.5 20 18", "M8.5 15.5 20 6", "M6 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
      "M6 14a3 3 0 1 0 0 6 3 3 0 0 0 0-6z"]],
    ["erase", "Erase", ["M9 19 3.5 13.5 13 4l7 7-8 8z", "M8 9l7 7", "M9 19h11"]],
    ["rotate", "Turn", ["M19 12a7 7 0 1 1-3-5.7", "M19 3v5h-5"]],
  ];
  const buttons = new Map();
  let offered = null;

  function bar(entries, name) {
    const holder = officedesk.element("div", "office-bar leaflet-control");
    holder.setAttribute("role", "toolbar");
    holder.setAttribute("aria-label", name);
    for (const [what, words, paths] of entries) {
      const button = officedesk.element("button", "office-tool");
      button.type = "button";
      button.title = words;
      button.setAttribute("aria-label", words);
      button.append(officedesk.svg(paths));
      button.addEventListener("click", () => press(what));
      buttons.set(what, button);
      holder.append(button);
    }
    L.DomEvent.disableClickPropagation(holder);
    L.DomEvent.disableScrollPropagation(holder);
    return holder;
  }

  function press(what) {
    const { sketch } = officedesk;
    if (DRAW.some(([name]) => name === what)) officedesk.say("wanted", { what: sketch.drawing === what ? "cancel" : what });
    else if (what === "cut") sketch.drawing === "cut" ? sketch.use("corners") : sketch.cut();
    else if (what === "erase") sketch.erase();
    else sketch.use(what);
  }

  function look() {
    const { drawing, mode, has } = officedesk.sketch;
    for (const [what, button] of buttons) {
      const draws = DRAW.some(([name]) => name === what);
      button.setAttribute("aria-pressed", String(draws ? drawing === what : mode === what));
      button.disabled = !draws && (!has || (has === "circle" && (what === "cut" || what === "rotate")));
    }
  }

  officedesk.on("tools", ({ on }) => {
    if (offered) offered.forEach((control) => control.remove());
    offered = null;
    if (!on) return;
    offered = [[DRAW, "Draw"], [CHANGE, "Change what is drawn"]].map(([entries, name]) => {
      const control = new L.Control({ position: "topright" });
      control.onAdd = () => bar(entries, name);
      return control.addTo(map);
    });
    look();
  });
  map.on("officedesk:sketch", look);

  const credits = officedesk.element("div", "office-credits leaflet-control");
  const corner = new L.Control({ position: "bottomright" });
  corner.onAdd = () => credits;
  // Whom the map is owed to, as text; the words that lead somewhere are buttons, and the program knows where to.
  officedesk.credit = (words, links) => {
    credits.replaceChildren();
    let rest = words;
    links.forEach((text, index) => {
      const at = rest.indexOf(text), link = officedesk.element("button", "office-link", text);
      link.type = "button";
      link.addEventListener("click", () => officedesk.say("link", { index }));
      if (at > 0) credits.append(officedesk.element("span", "", rest.slice(0, at)));
      credits.append(link);
      rest = at < 0 ? rest : rest.slice(at + text.length);
    });
    credits.append(officedesk.element("span", "", rest), officedesk.element("span", "office-by", "Leaflet"));
  };
  L.DomEvent.disableClickPropagation(credits);
  corner.addTo(map);
  officedesk.credit("", []);
  L.control.zoom({ position: "bottomright", zoomInTitle: "Zoom in", zoomOutTitle: "Zoom out" }).addTo(map);

  const title = officedesk.element("h1", "office-title");
  document.body.prepend(title);
  let seen = null;
  officedesk.on("print", ({ on, title: words, number }) => {
    // What is seen stays seen on paper, whatever its size.
    if (on) seen = { centre: map.getCenter(), zoom: map.getZoom() };
    title.textContent = words;
    document.body.classList.toggle("office-paper", on);
    map.invalidateSize({ animate: false, pan: false });
    if (seen) map.setView(seen.centre, seen.zoom, { animate: false });
    if (!on) seen = null;
    else setTimeout(() => officedesk.painted().then(() => officedesk.say("shown", { number })), 0);
  });
});
