// The outlines of regencies, for every map.

// TopoJSON: arcs are differences on a grid; a ring joins arcs, ~n being arc n backwards.
export function decode({ arcs, transform: { scale, translate }, objects }) {
  const lines = arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map(([dx, dy]) => {
      x += dx; y += dy;
      return [y * scale[1] + translate[1], x * scale[0] + translate[0]];
    });
  });
  const ring = (numbers) => numbers.flatMap((n) => (n < 0 ? [...lines[~n]].reverse() : lines[n]));
  return objects.regencies.geometries.map((shape) => ({
    code: shape.id, rings: shape.arcs.map((polygon) => polygon.map(ring)),
  }));
}
