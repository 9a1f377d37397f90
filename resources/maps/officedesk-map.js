"use strict";

// The page's side of the channel: what the program tells is done, and what happens on the map is said to it.
// Whatever people typed goes into text nodes only (officedesk-words.js); no script here reads a word as HTML.

const officedesk = {
  map: null,
  program: null,
  acts: {},
  colours: {},
  dark: false,
  pending: new Set(),

  say(what, more = {}) {
    if (this.program) this.program.say(JSON.stringify({ say: what, ...more }));
  },

  // Do `act` when the program tells `what`.
  on(what, act) {
    this.acts[what] = act;
  },

  obey(text) {
    const { do: what, ...more } = JSON.parse(text);
    const act = this.acts[what];
    if (!act) throw new Error(`the map cannot ${what}`);
    this.wait(act(more));
  },

  // Nothing counts as shown before `work` is done.
  wait(work) {
    if (!(work instanceof Promise)) return;
    this.pending.add(work);
    work.catch((error) => console.error(String(error))).finally(() => this.pending.delete(work));
  },

  async data(name) {
    const answer = await fetch(`/data/${name}`);
    // What was told meanwhile took its place.
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`nothing to show: ${answer.status}`);
    return answer.json();
  },

  // A script that not every map needs, once.
  scripts: new Map(),
  script(path) {
    if (!this.scripts.has(path)) {
      this.scripts.set(path, new Promise((done, failed) => {
        const made = document.createElement("script");
        Object.assign(made, { src: path, onload: done, onerror: () => failed(new Error(`${path} is missing`)) });
        document.head.append(made);
      }));
    }
    return this.scripts.get(path);
  },

  // Once all that was told is drawn.
  async painted() {
    while (this.pending.size) await Promise.allSettled([...this.pending]);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  },

  // `#rrggbb`, or the name of a colour of the theme.
  colour(name, instead = "accent") {
    if (/^#[0-9a-fA-F]{6}$/.test(name)) return name;
    return this.colours[Object.hasOwn(this.colours, name) ? name : instead];
  },
};

officedesk.on("mark", async ({ number, ground }) => {
  // Not waited for by itself.
  const shown = () => (ground ? officedesk.grounded() : officedesk.painted());
  setTimeout(() => shown().then(() => officedesk.say("shown", { number })), 0);
});

officedesk.on("theme", ({ dark, colours, font }) => {
  officedesk.dark = dark;
  officedesk.colours = colours;
  const style = document.documentElement.style;
  for (const [name, value] of Object.entries(colours)) style.setProperty(`--${name.replaceAll("_", "-")}`, value);
  style.setProperty("--font", JSON.stringify(font));
  style.colorScheme = dark ? "dark" : "light";
  officedesk.map.fire("officedesk:theme");
});

officedesk.on("fit", ({ box: [south, west, north, east] }) => {
  officedesk.map.fitBounds([[south, west], [north, east]], { padding: [40, 40], maxZoom: 17, animate: false });
});

officedesk.on("centre", ({ at, zoom }) => {
  officedesk.map.setView(at, zoom, { animate: false });
});

// Things on the other side of the antimeridian are drawn beside those on this one.
officedesk.side = 0;
officedesk.near = (longitude) => {
  if (officedesk.side > 0 && longitude < 0) return longitude + 360;
  if (officedesk.side < 0 && longitude > 0) return longitude - 360;
  return longitude;
};

function watchMap(map) {
  let said = "";
  const moved = () => {
    const centre = map.getCenter();
    const side = centre.lng > 90 ? 1 : centre.lng < -90 ? -1 : 0;
    if (side !== officedesk.side) {
      officedesk.side = side;
      map.fire("officedesk:side");
    }
    const box = map.getBounds();
    const now = {
      west: box.getWest(), south: Math.max(-90, box.getSouth()), east: box.getEast(),
      north: Math.min(90, box.getNorth()), zoom: map.getZoom(), centre: [centre.lat, centre.lng],
    };
    const text = JSON.stringify(now);
    if (text !== said) officedesk.say("moved", now);
    said = text;
  };
  map.on("moveend zoomend resize", L.Util.throttle(moved, 100));
  map.on("click", ({ latlng }) => {
    if (!officedesk.busy()) officedesk.say("clicked", { at: [latlng.lat, latlng.lng] });
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false })).observe(map.getContainer());
}

document.addEventListener("DOMContentLoaded", () => {
  const map = officedesk.map = map_office;
  map.setMinZoom(2).setMaxZoom(20);
  map.getContainer().setAttribute("role", "application");
  map.getContainer().setAttribute("aria-label", "Map");
  watchMap(map);
  for (const begin of officedesk.beginnings) begin(map);
  new QWebChannel(qt.webChannelTransport, (channel) => {
    officedesk.program = channel.objects.office;
    officedesk.program.told.connect((text) => officedesk.obey(text));
    officedesk.say("ready");
    // Once what the program tells a page that stands is drawn.
    setTimeout(() => officedesk.painted().then(officedesk.begin), 0);
  });
});

// What the other scripts do once the map is there.
officedesk.beginnings = [];
