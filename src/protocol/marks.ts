/** Names in `capabilities` of what this server offers besides its commands. */
export const marks = ["slow_mode"] as const;
