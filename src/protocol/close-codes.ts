/**
 * Every code with which this server closes a connection (RFC 6455 §7.4). The typed client shares this table;
 * docs/protocol/close-codes.md is generated from it. Too many connections are refused earlier, with HTTP 503
 * (compatibility.md#full-server).
 */
export const closeCodes = {
  normal: {
    code: 1000,
    when: "The user left the server, was kicked or banned, or is banned and tried to log in; or the account was deleted. Do not reconnect automatically after a ban.",
  },
  goingAway: { code: 1001, when: "The server stops. Reconnect with a growing delay." },
  policy: {
    code: 1008,
    when: "Too many packets or bytes, too many malformed frames, too much asked before the answers were read, no login for a long time, or many others at the same address without one.",
  },
  tooBig: {
    code: 1009,
    when: "A frame is larger than the limit (`limits.frame_size`, before login `limits.frame_size_before_login`).",
  },
  tooManyConnections: {
    code: 1008,
    when: "The same user logged in with more connections than `limits.connections_per_user`; this was the oldest.",
  },
  internal: { code: 1011, when: "The server could not go on with this connection." },
  slowConsumer: {
    code: 4008,
    when: "The client did not read fast enough: its queue overflowed, or events that `resume` had yet to send it were no longer kept. Reconnect and `resume`.",
  },
  dead: { code: 4009, when: "Two protocol pings in a row went unanswered." },
} as const;

export type CloseReason = keyof typeof closeCodes;
