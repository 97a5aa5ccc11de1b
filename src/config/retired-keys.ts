/** Keys of older servers that are read no more, or under another name. */
export const retiredKeys: readonly { path: string; movedTo?: string; fixed?: string; note: string }[] = [
  {
    path: "max_lengths.post_content",
    movedTo: "limits.post_content",
    note: "Read as `limits.post_content`.",
  },
  {
    path: "limits.strangers",
    movedTo: "limits.unauthenticated",
    note: "Read as `limits.unauthenticated`, its name now.",
  },
  {
    path: "limits.strangers_per_address",
    movedTo: "limits.unauthenticated_per_address",
    note: "Read as `limits.unauthenticated_per_address`, its name now.",
  },
  {
    path: "rotur.validate_key",
    note: "Ignored: every connection has a key of its own. Take it out of the file.",
  },
  { path: "cracked.default_roles", note: "Ignored: the roles of new users are `DB.users.default.roles`." },
  { path: "DB.channels", fixed: "db/channels.json", note: "Ignored: the file is always `db/channels.json`." },
  { path: "DB.users.file", fixed: "db/users.json", note: "Ignored: the file is always `db/users.json`." },
  { path: "service.name", fixed: "OriginChats", note: "Ignored: the log names this program." },
  { path: "service.version", fixed: "1.0.0", note: "Ignored: the log names the version of this program." },
];
