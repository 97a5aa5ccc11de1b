/** What must end with a test. Each file that uses it calls `afterEach(endAll)`. */

export const endings: (() => unknown)[] = [];

/** In the opposite order. */
export async function endAll(): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end();
}
