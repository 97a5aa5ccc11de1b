import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Icon } from "../../icons/icon.tsx";
import { people } from "../../state/people.ts";
import { RoleDot } from "../../ui/role-dot.tsx";
import { t } from "../texts/texts.ts";
import {
  actionsOf,
  type ChannelAction,
  type Lists,
  nextRule,
  type Rule,
  ruleOf,
  withRule,
} from "./channel-actions.ts";

interface PermissionGridProps {
  readonly type: string;
  readonly permissions: Lists;
  readonly onChange: (permissions: Lists) => void;
}

const owner = "owner";
const icons = { allowed: "check", blocked: "x", unset: "minus" } as const;

/** Roles by actions, each allowed, blocked or neither. One cell has the focus, and arrow keys move it. */
export function PermissionGrid({ type, permissions, onChange }: PermissionGridProps) {
  const table = useRef<HTMLTableElement>(null);
  const focused = useSignal({ row: 0, column: 0 });
  const actions = actionsOf(type);
  const roles = [...(people.value?.roles.keys() ?? [])].filter((name) => name !== owner);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const { row, column } = focused.value;
    const next = {
      row: Math.min(roles.length - 1, Math.max(0, row + (step[0] ?? 0))),
      column: Math.min(actions.length - 1, Math.max(0, column + (step[1] ?? 0))),
    };
    focused.value = next;
    const cell = table.current?.querySelectorAll("tbody tr")[next.row]?.querySelectorAll("button")[
      next.column
    ];
    cell?.focus();
  };
  return (
    <div class="grid-scroll">
      <table ref={table} class="permission-grid" onKeyDown={move}>
        <thead>
          <tr>
            <th scope="col">{t().role}</th>
            {actions.map((action) => (
              <th key={action} scope="col">
                {actionName(action, type)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {roles.map((role, row) => (
            <tr key={role}>
              <th scope="row">
                <RoleDot name={role} />
                {role}
              </th>
              {actions.map((action, column) => {
                const rule = ruleOf(permissions, action, role);
                const label = t().cell(actionName(action, type), role, ruleName(rule));
                return (
                  <td key={action}>
                    <button
                      type="button"
                      class={`rule ${rule}`}
                      aria-label={label}
                      title={label}
                      tabIndex={focused.value.row === row && focused.value.column === column ? 0 : -1}
                      onFocus={() => {
                        focused.value = { row, column };
                      }}
                      onClick={() => onChange(withRule(permissions, action, role, nextRule(rule)))}
                    >
                      <Icon name={icons[rule]} size={16} />
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function actionName(action: ChannelAction, type: string): string {
  const names = {
    view: t().mayView,
    create_thread: t().mayCreateThread,
    send: type === "forum" ? t().maySendInThreads : t().maySend,
    react: t().mayReact,
    edit_own: t().mayEditOwn,
    delete_own: t().mayDeleteOwn,
    delete: t().mayDelete,
    pin: t().mayPin,
  } as const;
  return names[action];
}

function ruleName(rule: Rule): string {
  return { allowed: t().allowed, blocked: t().blocked, unset: t().unset }[rule];
}
