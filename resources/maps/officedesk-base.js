"use strict";

// What lies under everything else; drawn by base.js.

officedesk.beginnings.push((map) => {
  // What people look for is on the map before its ground is: outlines and names are read a frame later.
  const begun = new Promise((done) => {
    officedesk.begin = () => requestAnimationFrame(() => requestAnimationFrame(done));
  });
  let stands;
  const standing = new Promise((done) => { stands = done; });
  // Once the ground is drawn too, under all that was told.
  officedesk.grounded = async () => {
    await standing;
    await officedesk.painted();
    while (officedesk.ground && officedesk.ground.waits()) await new Promise((done) => requestAnimationFrame(done));
    await officedesk.painted();
  };
  officedesk.on("base", ({ root, spec, links }) => {
    officedesk.credit(spec.attribution, links);
    const library = spec.kind === "vector" ? officedesk.script("/lib/vector.js") : null;
    Promise.all([begun, library]).then(() => {
      officedesk.ground ||= window.OfficeDeskBase.attach(map, { root, dark: officedesk.dark });
      return officedesk.ground.show(spec);
    }).catch((error) => console.error(String(error))).finally(stands);
  });
  map.on("officedesk:theme", () => { if (officedesk.ground) officedesk.ground.setDark(officedesk.dark); });
});
