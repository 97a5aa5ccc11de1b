/** Events that carry the text of a message, after that has been edited or deleted. */
type Fields = Readonly<Record<string, unknown>>;

/** The packet without the text, embeds and poll of its message. Everything else stays, so that clients can follow. */
export function withoutText(packet: object): object {
  const { message, results, ...rest } = withoutContent(packet as Fields);
  return {
    ...rest,
    ...(isFields(message) && { message: withoutContent(message) }),
    ...(isFields(results) && { results: withoutQuestion(results) }),
  };
}

function withoutContent(fields: Fields): Fields {
  const { embeds: _dropped, ...rest } = fields;
  return { ...rest, ...("content" in fields && { content: "" }) };
}

function withoutQuestion(poll: Fields): Fields {
  const options: readonly unknown[] = Array.isArray(poll["results"]) ? poll["results"] : [];
  return {
    ...poll,
    question: "",
    results: options.map((option) => (isFields(option) ? { ...option, text: "", emoji: null } : option)),
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
