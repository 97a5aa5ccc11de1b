/** What this server promises beside its commands (00, "Additions"), by the names in `capabilities`. */
export const marks = ["slow_mode"] as const;
