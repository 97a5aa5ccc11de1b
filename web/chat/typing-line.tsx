import { nameOf } from "../state/names.ts";
import { people } from "../state/people.ts";
import { typing } from "../state/typing.ts";
import { t } from "../texts/texts.ts";

export function TypingLine() {
  const current = people.value;
  const names = current ? typing.value.map((user) => nameOf(current, user)) : [];
  const [one = "", other = ""] = names;
  const text =
    names.length === 0
      ? ""
      : names.length === 1
        ? t().typingOne(one)
        : names.length === 2
          ? t().typingTwo(one, other)
          : t().typingMany;
  return <p class="typing">{text}</p>;
}
