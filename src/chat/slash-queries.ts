/** Members who type an argument of a slash command, and wait for the choices that its bot offers. */

export interface SlashQuery {
  /** UUID. */
  readonly id: string;
  /** User id of the bot. */
  readonly provider: string;
  /** User id of the member, and id of the connection that asked. */
  readonly user: string;
  readonly connection: string;
}

export interface SlashQueries {
  /** Replaces the connection's earlier query: what is shown is for the newest text. @param now monotonic milliseconds, as below */
  asked(query: SlashQuery, now: number): void;
  /** The query that this bot may answer now. */
  find(provider: string, id: string, now: number): SlashQuery | undefined;
  answered(query: SlashQuery): void;
  prune(now: number): void;
}

/** Milliseconds. Later choices would come while the member does something else. */
const answerable = 10_000;

export function createSlashQueries(): SlashQueries {
  /** By connection. */
  const asked = new Map<string, { readonly query: SlashQuery; readonly at: number }>();
  /** Ids of connections by those of their queries. */
  const connections = new Map<string, string>();

  function forget({ id, connection }: SlashQuery): void {
    connections.delete(id);
    if (asked.get(connection)?.query.id === id) asked.delete(connection);
  }

  return {
    asked(query, now) {
      const before = asked.get(query.connection);
      if (before) forget(before.query);
      asked.set(query.connection, { query, at: now });
      connections.set(query.id, query.connection);
    },
    find(provider, id, now) {
      const found = asked.get(connections.get(id) ?? "");
      return found && found.query.provider === provider && found.at + answerable > now
        ? found.query
        : undefined;
    },
    answered: forget,
    prune(now) {
      for (const { query, at } of [...asked.values()]) if (at + answerable <= now) forget(query);
    },
  };
}
