import { ownsServer } from "../../../client/index.ts";
import { ask } from "../../state/ask.ts";
import { people } from "../../state/people.ts";
import { NameDialog } from "../../ui/name-dialog.tsx";
import { say } from "../../ui/said.tsx";
import { t } from "../texts/texts.ts";

interface NewRoleProps {
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}

/** Asks for the name; the rest is edited afterwards. */
export function NewRole({ onClose, onMade }: NewRoleProps) {
  const isOwner = people.value !== null && ownsServer(people.value);
  return (
    <NameDialog
      title={t().newRole}
      label={t().roleName}
      hint={isOwner ? t().newRoleHintOwner : t().newRoleHint}
      action={t().make}
      send={(name) => ask((client) => client.request("role_create", { name }))}
      onDone={({ id }) => {
        say(t().roleMade);
        onMade(id);
      }}
      onClose={onClose}
    />
  );
}
