/** Files can be uploaded: `POST /attachments/upload`. It is left out while the configuration forbids them. */
export const uploadMark = "attachment_upload";

/** Names in `capabilities` of what this server offers besides its commands. */
export const marks = ["slow_mode", "channel_retention", uploadMark] as const;
