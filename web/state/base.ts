/** The address of the server, under which the page lies: with a proxy it may have a path. */
export const base = new URL(".", location.href).href;
