/** English texts of polls. */
export const en = {
  poll: "Poll",
  several: "You may choose several answers",
  one: "Choose one answer",
  votes: (count: number) => (count === 1 ? "1 vote" : `${count} votes`),
  takeBack: "Take my vote back",
  end: "End the poll",
  endQuestion: "End this poll? Then nobody can vote any more, and everybody sees who chose what.",
  ended: "Ended",
  endsIn: (time: string) => `Ends ${time}`,
  endsSoon: "Ends now",
  noVotes: "Nobody chose this",
  whoChose: "Show who chose what",
};
