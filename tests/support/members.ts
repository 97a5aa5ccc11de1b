/** Members as lists and events show them. */
export const names = (users: readonly { username: string }[]) => users.map(({ username }) => username);

export const commandsOf = (events: readonly { cmd: string }[]) => events.map(({ cmd }) => cmd);
