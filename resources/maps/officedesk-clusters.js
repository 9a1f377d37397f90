"use strict";

// Gathers many points into clusters, level by level as they are looked at: a point belongs to the square of the screen
// that it lies in, and squares whose middles came close to each other are one. 100,000 points take some 30 ms a level;
// leaflet.markercluster, with an object for each of them, took 4 s and half a gigabyte (measured).

officedesk.Clusters = class {
  // Pixels: the side of a square, and how close middles may come.
  static SIDE = 72;
  static CLOSE = 46;
  // From this zoom on only points at one place are gathered.
  static DEEPEST = 17;
  static KEPT = 6;

  constructor(latitudes, longitudes) {
    const many = latitudes.length;
    this.x = new Float64Array(many);
    this.y = new Float64Array(many);
    this.levels = new Map();
    for (let i = 0; i < many; i++) {
      const sine = Math.sin(Math.max(-85.06, Math.min(85.06, latitudes[i])) * Math.PI / 180);
      this.x[i] = longitudes[i] / 360 + 0.5;
      this.y[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    }
  }

  // The clusters of a zoom: `count`, `x` and `y` (of the world from 0 to 1), `first` (one of its points), and for each
  // point in `owner` which cluster it is in.
  level(zoom) {
    const at = Math.round(zoom), kept = this.levels.get(at);
    if (kept) return kept;
    const made = this.#gathered(at);
    this.levels.set(at, made);
    if (this.levels.size > officedesk.Clusters.KEPT) this.levels.delete(this.levels.keys().next().value);
    return made;
  }

  // The points of a cluster.
  members(level, cluster) {
    const found = [];
    for (let i = 0; i < level.owner.length; i++) if (level.owner[i] === cluster) found.push(i);
    return found;
  }

  #gathered(zoom) {
    const { SIDE, CLOSE, DEEPEST } = officedesk.Clusters, world = 256 * 2 ** zoom;
    // Beyond the deepest level a square is a fraction of a pixel.
    const side = zoom < DEEPEST ? SIDE : 1 / 64, squares = world / side, wide = 2 ** 26;
    const many = this.x.length, owner = new Int32Array(many), places = new Map();
    const count = [], sumX = [], sumY = [], first = [], keys = [];
    for (let i = 0; i < many; i++) {
      // Every other row is half a square further on: clusters do not stand in columns.
      const row = Math.floor(this.y[i] * squares), key = row * wide + Math.floor(this.x[i] * squares + (row & 1) / 2);
      let cluster = places.get(key);
      if (cluster === undefined) {
        cluster = count.length;
        places.set(key, cluster);
        count.push(0);
        sumX.push(0);
        sumY.push(0);
        first.push(i);
        keys.push(key);
      }
      count[cluster]++;
      sumX[cluster] += this.x[i];
      sumY[cluster] += this.y[i];
      owner[i] = cluster;
    }
    if (zoom < DEEPEST) this.#joined({ owner, places, count, sumX, sumY, keys, wide, close: (CLOSE / world) ** 2 });
    const x = sumX.map((sum, i) => sum / count[i]), y = sumY.map((sum, i) => sum / count[i]);
    return { owner, count, x, y, first };
  }

  // The largest take in their neighbours that are too close.
  #joined({ owner, places, count, sumX, sumY, keys, wide, close }) {
    const into = Int32Array.from(count, (_, i) => i);
    const order = [...count.keys()].sort((a, b) => count[b] - count[a] || a - b);
    const around = [-wide - 1, -wide, -wide + 1, -1, 1, wide - 1, wide, wide + 1];
    for (const one of order) {
      if (into[one] !== one) continue;
      for (const step of around) {
        const other = places.get(keys[one] + step);
        if (other === undefined || other === one || into[other] !== other || count[other] > count[one]) continue;
        const dx = sumX[one] / count[one] - sumX[other] / count[other];
        const dy = sumY[one] / count[one] - sumY[other] / count[other];
        if (dx * dx + dy * dy > close) continue;
        into[other] = one;
        count[one] += count[other];
        sumX[one] += sumX[other];
        sumY[one] += sumY[other];
        count[other] = 0;
      }
    }
    // Who was taken in by one that was taken in later.
    for (let i = 0; i < into.length; i++) while (into[i] !== into[into[i]]) into[i] = into[into[i]];
    for (let i = 0; i < owner.length; i++) owner[i] = into[owner[i]];
  }
};
