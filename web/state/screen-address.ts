/** The address of a screen over the chat and of its section. Channels and threads have other ones. */
export const screenAddress = /^#\/(admin|settings)\/([a-z]+)$/;
