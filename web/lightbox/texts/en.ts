/** English texts of pictures in full size. */
export const en = {
  previous: "Previous picture",
  next: "Next picture",
  place: (index: number, count: number) => `${index} of ${count}`,
  zoomIn: "Larger",
  zoomOut: "Smaller",
  view: "Picture",
};
