/**
 * Calls each handler with what happened. A bot should outlive a fault in one of them, whether it throws or its
 * promise fails (which would end Node), and the other handlers must be called too.
 */
export function callEach<Value>(
  handlers: Iterable<(value: Value) => unknown>,
  name: string,
  value: Value,
): void {
  const failed = (error: unknown) => console.error(`A handler of '${name}' failed`, error);
  for (const handler of [...handlers]) {
    try {
      const result = handler(value);
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
