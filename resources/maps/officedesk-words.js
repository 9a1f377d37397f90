"use strict";

// Words on the map. They are text nodes: a name that looks like HTML is shown as it was typed.

officedesk.element = (tag, className = "", words = "") => {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = words;
  return made;
};

officedesk.svg = (paths, size = 18) => {
  const space = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(space, "svg");
  made.setAttribute("viewBox", "0 0 24 24");
  made.setAttribute("width", size);
  made.setAttribute("height", size);
  made.setAttribute("aria-hidden", "true");
  for (const line of paths) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", line);
    made.append(path);
  }
  return made;
};

// A tip beside whatever of `group` is under the mouse; `wordsOf(layer)` gives its title and note.
officedesk.tips = (group, wordsOf) => {
  const tip = L.tooltip({ className: "office-tip", direction: "top", offset: [0, -6], opacity: 1 });
  let under = null;
  group.on("mouseover", ({ propagatedFrom, layer, latlng }) => {
    const words = officedesk.busy() ? null : wordsOf(propagatedFrom || layer);
    if (!words || !words.title) return;
    under = propagatedFrom || layer;
    const content = officedesk.element("div");
    content.append(officedesk.element("div", "office-tip-title", words.title));
    if (words.note) content.append(officedesk.element("div", "office-tip-note", words.note));
    tip.setContent(content).setLatLng(words.at || latlng).openOn(officedesk.map);
  });
  group.on("mousemove", ({ latlng, propagatedFrom, layer }) => {
    const words = tip.isOpen() && under === (propagatedFrom || layer) ? wordsOf(under) : null;
    if (words && !words.at) tip.setLatLng(latlng);
  });
  group.on("mouseout remove", () => tip.close());
};

// A click picks, a double-click opens; neither reaches the ground below.
officedesk.picks = (group, name, idOf) => {
  const tell = (opening) => (event) => {
    const id = officedesk.busy() ? undefined : idOf(event.propagatedFrom || event.layer);
    if (id === undefined) return;
    L.DomEvent.stopPropagation(event);
    officedesk.say("picked", { layer: name, id, opening });
  };
  group.on("click", tell(false));
  group.on("dblclick", tell(true));
};
