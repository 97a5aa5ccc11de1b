import type { en } from "./en.ts";

export const de: typeof en = {
  poll: "Umfrage",
  several: "Du darfst mehrere Antworten wählen",
  one: "Wähle eine Antwort",
  votes: (count) => (count === 1 ? "1 Stimme" : `${count} Stimmen`),
  takeBack: "Meine Stimme zurücknehmen",
  end: "Umfrage beenden",
  endQuestion:
    "Diese Umfrage beenden? Danach kann niemand mehr abstimmen, und alle sehen, wer was gewählt hat.",
  ended: "Beendet",
  endsIn: (time) => `Endet ${time}`,
  endsSoon: "Endet jetzt",
  noVotes: "Das hat niemand gewählt",
  whoChose: "Zeigen, wer was gewählt hat",
};
