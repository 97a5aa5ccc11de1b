import { t } from "../texts/texts.ts";

interface PlotProps {
  readonly name: string;
  /** Oldest first. */
  readonly values: readonly number[];
  readonly show: (value: number) => string;
  /** It has a place for so many values; the newest is at the end. */
  readonly room: number;
}

const width = 240;
const height = 56;

/** A figure with its course since the section was opened. */
export function Plot({ name, values, show, room }: PlotProps) {
  const newest = values.at(-1);
  const least = Math.min(...values);
  const most = Math.max(...values);
  return (
    <li class="plot">
      <p class="plot-name">{name}</p>
      <p class="plot-value">{newest === undefined ? "…" : show(newest)}</p>
      {newest !== undefined && (
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t().plotOf(name, show(newest), show(least), show(most))}
        >
          <path class="plot-area" d={areaOf(pointsOf(values, least, most, room))} />
          <path class="plot-line" d={`M${pointsOf(values, least, most, room).join("L")}`} />
        </svg>
      )}
      <p class="plot-range quiet" aria-hidden="true">
        {values.length > 1 && least !== most ? `${show(least)} – ${show(most)}` : ""}
      </p>
    </li>
  );
}

/** A line that doesn't change is in the middle. */
function pointsOf(values: readonly number[], least: number, most: number, room: number): string[] {
  const span = most - least;
  const step = width / (room - 1);
  // One value is a short line.
  const drawn = values.length === 1 ? [...values, ...values] : values;
  return drawn.map((value, index) => {
    const x = width - (drawn.length - 1 - index) * step;
    const share = span === 0 ? 0.5 : (value - least) / span;
    return `${x.toFixed(1)},${(height - 4 - share * (height - 8)).toFixed(1)}`;
  });
}

function areaOf(points: readonly string[]): string {
  const [first = "0,0"] = points;
  return `M${first.split(",")[0]},${height}L${points.join("L")}L${width},${height}Z`;
}
