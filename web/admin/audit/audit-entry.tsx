import type { AuditAction, Reply } from "../../../client/index.ts";
import { shownName } from "../../state/names.ts";
import { shortDateAndTime } from "../../texts/times.ts";
import { auditTexts } from "../texts/audit-texts.ts";
import { t } from "../texts/texts.ts";
import { type Entry, linesOf } from "./audit-lines.ts";

/** One sentence, its time, and the details behind it. */
export function AuditEntry({ entry }: { readonly entry: Reply<"modlog_get">["entries"][number] }) {
  const lines = linesOf(entry.details);
  const text = sentenceOf(entry);
  const reason = typeof entry.details["reason"] === "string" ? entry.details["reason"] : null;
  return (
    <li class="audit-entry">
      <p>{text}</p>
      <p class="quiet">{shortDateAndTime(entry.timestamp)}</p>
      {reason !== null && <p class="quiet reason">{t().reasonWas(reason)}</p>}
      {lines.length > 0 && (
        <details>
          <summary>{t().details}</summary>
          <dl>
            {lines.map(({ name, before, after }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  {before !== null && (
                    <>
                      <del>{before}</del> <span class="visually-hidden">{t().becomes}</span>
                    </>
                  )}
                  {after !== null && <ins>{after}</ins>}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </li>
  );
}

function sentenceOf(entry: Entry): string {
  const texts = auditTexts();
  const actor = entry.actor_id === "operator" ? t().operator : shownName(entry.actor_name);
  const target = shownName(entry.target_name ?? entry.target_id ?? "");
  // A newer server may know more of them.
  const known = Object.hasOwn(texts.actions, entry.action)
    ? texts.actions[entry.action as AuditAction]
    : null;
  return known ? known[1](actor, target, entry.details) : `${actor}: ${entry.action} ${target}`;
}
