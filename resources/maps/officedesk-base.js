"use strict";

// Puts the base map under everything else, and follows what the program tells of it.

officedesk.beginnings.push((map) => {
  officedesk.base = OfficeDeskBase.attach(map, { root: "/tiles/", dark: officedesk.dark });
  map.on("officedesk:theme", () => officedesk.base.setDark(officedesk.dark));
});

officedesk.on("base", ({ spec }) => officedesk.base.show(spec));
