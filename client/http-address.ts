/** @returns the address of a server's HTTP routes, without a slash at the end, for the address of its WebSocket */
export function httpAddress(url: string): string {
  return url.replace(/^ws/, "http").replace(/\/+$/, "");
}
