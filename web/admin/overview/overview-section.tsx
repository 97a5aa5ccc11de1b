import { useEffect } from "preact/hooks";
import { language } from "../../texts/language.ts";
import { fileSize } from "../../texts/sizes.ts";
import { shortDateAndTime } from "../../texts/times.ts";
import { t } from "../texts/texts.ts";
import { Plot } from "./plot.tsx";
import { type Stats, samples, statsProblem, watchStats } from "./samples.ts";

/** How much there is on the server, and how it does. */
export function OverviewSection() {
  useEffect(watchStats, []);
  const all = samples.value;
  const newest = all.at(-1);
  const count = (value: number) => new Intl.NumberFormat(language.value).format(value);
  const bytes = (value: number) => fileSize(value, language.value);
  const milliseconds = (value: number) =>
    new Intl.NumberFormat(language.value, {
      style: "unit",
      unit: "millisecond",
      maximumFractionDigits: value < 0.01 ? 1 : 0,
    }).format(value * 1000);
  const plots: readonly [
    name: string,
    of: (stats: Stats) => number | null,
    show: (value: number) => string,
  ][] = [
    [t().online, ({ online_users }) => online_users, count],
    [t().messagesPerDay, ({ messages_last_24h }) => messages_last_24h, count],
    [t().eventLoop, ({ event_loop_delay }) => event_loop_delay, milliseconds],
    [t().memory, ({ memory }) => memory, bytes],
    [t().database, ({ database }) => database, bytes],
    [t().files, ({ attachments }) => attachments.bytes, bytes],
    [t().diskFree, ({ disk_free }) => disk_free, bytes],
  ];
  return (
    <div class="wide overview">
      <p class="problem" role="alert">
        {statsProblem.value}
      </p>
      <ul class="plots" aria-label={t().overview} aria-busy={newest === undefined}>
        {plots.map(([name, of, show]) => {
          const values = all.flatMap((stats) => of(stats) ?? []);
          const isMissing = newest !== undefined && values.length === 0;
          return isMissing ? null : (
            <Plot key={name} name={name} values={values} show={show} room={Math.max(12, values.length)} />
          );
        })}
      </ul>
      {newest && (
        <section aria-label={t().figures} class="panel">
          <h2>{t().figures}</h2>
          <dl class="figures">
            {figuresOf(newest, count).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <p class="quiet">{t().overviewHint}</p>
    </div>
  );
}

function figuresOf(stats: Stats, count: (value: number) => string): [name: string, value: string][] {
  return [
    [t().memberCount, count(stats.total_users)],
    [t().connections, count(stats.connected_users)],
    [t().channelCount, count(stats.total_channels)],
    [t().threadCount, count(stats.total_threads)],
    [t().roleCount, count(stats.total_roles)],
    [t().messageCount, count(stats.total_messages)],
    [t().fileCount, count(stats.attachments.count)],
    [t().version, stats.version],
    [t().runningSince, shortDateAndTime(stats.started_at)],
  ];
}
