/** Marking a place as read without opening it. */
import { requestPlace, withoutUnread } from "../../client/index.ts";
import { tell, tried } from "./actions.ts";
import { leftUnread } from "./reading.ts";
import { session } from "./session.ts";

export async function markPlaceRead(key: string): Promise<void> {
  const { client, followed } = session.value ?? {};
  if (leftUnread.value === key) leftUnread.value = null;
  followed?.update((current) => withoutUnread(current, key));
  tell(await tried(client?.request("unreads_ack", requestPlace(key))));
}
