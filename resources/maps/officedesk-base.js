"use strict";

// What lies under everything else; drawn by base.js.

officedesk.beginnings.push((map) => {
  let ground = null;
  officedesk.on("base", ({ root, spec, links }) => {
    officedesk.credit(spec.attribution, links);
    ground = ground || window.OfficeDeskBase.attach(map, { root, dark: officedesk.dark });
    return ground.show(spec);
  });
  map.on("officedesk:theme", () => { if (ground) ground.setDark(officedesk.dark); });
});
