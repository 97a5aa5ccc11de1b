/** The picture of the folders of src/: each one stands above everything that it may import, by the table of arrows. */
import { places } from "../arrows.ts";
import { box, picture, words } from "./svg.ts";

const width = 900;
const rowHeight = 46;
const boxWidth = 132;
const gap = 14;
const left = 96;

export function floorsPicture(): string {
  const rows = floors();
  const height = rows.length * rowHeight + 20;
  return picture(
    "The folders of src/, each above everything it imports",
    width,
    height,
    rows.flatMap((names, floor) => {
      const y = height - 10 - (floor + 1) * rowHeight;
      return [
        box("lane", 10, y + 3, width - 20, rowHeight - 6),
        words(floor === 0 ? "floor 0" : `${floor}`, 24, y + rowHeight / 2 + 4, "quiet"),
        ...names.flatMap((name, column) => {
          const x = left + column * (boxWidth + gap);
          return [
            box("box", x, y + 10, boxWidth, rowHeight - 20),
            words(name.slice("src/".length), x + boxWidth / 2, y + rowHeight / 2 + 4, "name", "middle"),
          ];
        }),
      ];
    }),
  );
}

/** The places of src/ by floor, from the bottom up. */
function floors(): string[][] {
  const names = Object.keys(places).filter((name) => name.startsWith("src/"));
  const highest = Math.max(...names.map(floorOf));
  return Array.from({ length: highest + 1 }, (_, floor) => names.filter((name) => floorOf(name) === floor));
}

/** One more than the highest floor that it imports from. */
function floorOf(name: string): number {
  const imported = (places[name]?.imports ?? []).flatMap((path) => placeOf(path) ?? []);
  return Math.max(0, ...imported.filter((other) => other !== name).map((other) => floorOf(other) + 1));
}

/** The innermost place that a path belongs to. */
function placeOf(path: string): string | undefined {
  return Object.keys(places)
    .filter((name) => path === name || path.startsWith(`${name}/`))
    .toSorted((a, b) => b.length - a.length)[0];
}
