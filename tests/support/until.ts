/** What the probe gives, as soon as it gives something: for files, of which no event tells. */
export async function until<Value>(
  what: string,
  probe: () => Value | undefined | Promise<Value | undefined>,
) {
  for (const start = Date.now(); Date.now() - start < 30_000; ) {
    const found = await probe();
    if (found !== undefined) return found;
    await Bun.sleep(10);
  }
  throw new Error(`${what} never came to be as expected`);
}
