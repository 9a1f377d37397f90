"use strict";

// True circles: points at one geodesic distance from a centre on the WGS84 ellipsoid (Vincenty's direct formula).

officedesk.geodesy = (() => {
  const a = 6378137, f = 1 / 298.257223563, b = a * (1 - f);
  const radians = Math.PI / 180;

  // Where one comes to from a place by going `metres` towards `azimuth` (degrees): [latitude, longitude].
  function reached([latitude, longitude], azimuth, metres) {
    const sinA1 = Math.sin(azimuth * radians), cosA1 = Math.cos(azimuth * radians);
    const tanU1 = (1 - f) * Math.tan(latitude * radians);
    const cosU1 = 1 / Math.sqrt(1 + tanU1 * tanU1), sinU1 = tanU1 * cosU1;
    const sigma1 = Math.atan2(tanU1, cosA1), sinA = cosU1 * sinA1, cosSqA = 1 - sinA * sinA;
    const uSq = cosSqA * (a * a - b * b) / (b * b);
    const A = 1 + uSq / 16384 * (4096 + uSq * (-768 + uSq * (320 - 175 * uSq)));
    const B = uSq / 1024 * (256 + uSq * (-128 + uSq * (74 - 47 * uSq)));
    let sigma = metres / (b * A), before, sin, cos, cos2m;
    for (let turn = 0; turn < 100; turn++) {
      cos2m = Math.cos(2 * sigma1 + sigma);
      sin = Math.sin(sigma);
      cos = Math.cos(sigma);
      before = sigma;
      sigma = metres / (b * A) + B * sin * (cos2m + B / 4 * (cos * (2 * cos2m * cos2m - 1)
        - B / 6 * cos2m * (4 * sin * sin - 3) * (4 * cos2m * cos2m - 3)));
      if (Math.abs(sigma - before) < 1e-12) break;
    }
    const over = sinU1 * sin - cosU1 * cos * cosA1;
    const there = Math.atan2(sinU1 * cos + cosU1 * sin * cosA1, (1 - f) * Math.hypot(sinA, over));
    const lambda = Math.atan2(sin * sinA1, cosU1 * cos - sinU1 * sin * cosA1);
    const C = f / 16 * cosSqA * (4 + f * (4 - 3 * cosSqA));
    const L = lambda - (1 - C) * f * sinA * (sigma + C * sin * (cos2m + C * cos * (2 * cos2m * cos2m - 1)));
    return [there / radians, longitude + L / radians];
  }

  // The corners of a circle, clockwise from north. One around a pole goes once around the earth along its edge.
  function ring(centre, metres, corners = 128) {
    const made = [];
    for (let i = 0; i < corners; i++) made.push(reached(centre, 360 * i / corners, metres));
    for (let i = 1; i < made.length; i++) {
      // Neighbours stay beside each other across the antimeridian.
      made[i][1] += 360 * Math.round((made[i - 1][1] - made[i][1]) / 360);
    }
    const around = made[0][1] - made.at(-1)[1];
    if (Math.abs(around) > 180) {
      const pole = centre[0] > 0 ? 90 : -90, turn = 360 * Math.round(around / 360);
      const [latitude, longitude] = made[0];
      made.push([latitude, longitude - turn], [pole, longitude - turn], [pole, longitude]);
    }
    return made;
  }

  return { reached, ring };
})();
