"use strict";

// What lies under everything else; drawn by base.js.

officedesk.beginnings.push((map) => {
  officedesk.on("base", ({ root, spec, links }) => {
    officedesk.credit(spec.attribution, links);
    officedesk.ground ||= window.OfficeDeskBase.attach(map, { root, dark: officedesk.dark });
    return officedesk.ground.show(spec);
  });
  map.on("officedesk:theme", () => { if (officedesk.ground) officedesk.ground.setDark(officedesk.dark); });
});
