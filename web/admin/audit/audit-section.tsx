import { useSignal } from "@preact/signals";
import type { AuditAction } from "../../../client/index.ts";
import { may } from "../../state/administration.ts";
import { nameOfMember } from "../../state/names.ts";
import { people } from "../../state/people.ts";
import { FormField, TextField } from "../../ui/form-field.tsx";
import { Listing } from "../../ui/listing.tsx";
import { useFetched } from "../../ui/use-fetched.ts";
import { SubjectPicker } from "../subject-picker.tsx";
import { auditTexts, categoryOf } from "../texts/audit-texts.ts";
import { t } from "../texts/texts.ts";
import { AuditEntry } from "./audit-entry.tsx";

const pageSize = 50;
/** Seconds back from now; 0: everything. */
const spans = [0, 3600, 86_400, 604_800, 2_592_000];

interface Filters {
  /** Id of a member; empty: everybody. */
  readonly actor: string;
  readonly category: string;
  readonly action: string;
  readonly target: string;
  readonly span: number;
}

const everything: Filters = { actor: "", category: "", action: "", target: "", span: 0 };

/** What was done on the server, and by whom, newest first. */
export function AuditSection() {
  const filters = useSignal(everything);
  const page = useSignal(0);
  const set = (part: Partial<Filters>) => {
    filters.value = { ...filters.value, ...part };
    page.value = 0;
  };
  const { actor, category, action, target, span } = filters.value;
  const key = JSON.stringify([filters.value, page.value]);
  const { value, problem, reload } = useFetched(
    (client) =>
      client.request("modlog_get", {
        limit: pageSize,
        offset: page.value * pageSize,
        ...(actor !== "" && { actor }),
        ...(category !== "" && { category }),
        ...(action !== "" && { action }),
        ...(target.trim() !== "" && { target: target.trim() }),
        ...(span > 0 && { after: Date.now() / 1000 - span }),
      }),
    [],
    key,
  );
  const texts = auditTexts();
  const member = people.value?.members.get(actor);
  const actions = Object.entries(texts.actions).filter(
    ([id]) => category === "" || categoryOf[id as AuditAction] === category,
  );
  const last = Math.max(0, Math.ceil((value?.total ?? 0) / pageSize) - 1);
  return (
    <>
      <div class="form-row filters">
        <SubjectPicker
          label={t().by}
          shown={member ? nameOfMember(member) : ""}
          onPick={(subject) => {
            if (subject.kind === "member") set({ actor: subject.id });
          }}
          onClear={() => set({ actor: "" })}
        />
        {may("view_audit_log") && (
          <FormField label={t().auditCategory}>
            {(attributes) => (
              <select
                {...attributes}
                value={category}
                onChange={({ currentTarget }) => set({ category: currentTarget.value, action: "" })}
              >
                <option value="">{t().all}</option>
                {Object.entries(texts.categories).map(([id, name]) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </FormField>
        )}
        <FormField label={t().auditAction}>
          {(attributes) => (
            <select
              {...attributes}
              value={action}
              onChange={({ currentTarget }) => set({ action: currentTarget.value })}
            >
              <option value="">{t().all}</option>
              {actions.map(([id, [name]]) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </FormField>
        <FormField label={t().when}>
          {(attributes) => (
            <select
              {...attributes}
              value={String(span)}
              onChange={({ currentTarget }) => set({ span: Number(currentTarget.value) })}
            >
              {spans.map((seconds) => (
                <option key={seconds} value={String(seconds)}>
                  {t().since(seconds)}
                </option>
              ))}
            </select>
          )}
        </FormField>
        <TextField
          label={t().about}
          placeholder={t().aboutHint}
          value={target}
          onInput={(text) => set({ target: text })}
        />
      </div>
      <div class="list-foot">
        <p class="quiet" role="status">
          {value && t().entries(value.total)}
        </p>
        <button type="button" class="plain" onClick={reload}>
          {t().refresh}
        </button>
      </div>
      <Listing
        label={t().auditLog}
        items={value?.entries ?? null}
        problem={problem}
        empty={t().noEntries}
        reload={reload}
      >
        {(entry) => <AuditEntry key={entry.id} entry={entry} />}
      </Listing>
      {last > 0 && (
        <nav class="pager" aria-label={t().pages}>
          <button type="button" class="plain" disabled={page.value === 0} onClick={() => page.value--}>
            {t().newer}
          </button>
          <span class="quiet">{t().pageOf(page.value + 1, last + 1)}</span>
          <button type="button" class="plain" disabled={page.value >= last} onClick={() => page.value++}>
            {t().older}
          </button>
        </nav>
      )}
    </>
  );
}
